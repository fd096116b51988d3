//! The program that `panics` searches: it parses each line of its input against each schema, prints the filter or the
//! errors, and calls the other functions of filters and list requests.

use std::io::{BufRead, stdin};

use filterset::list::ListRequest;
use filterset::{Filter, Limits, Op, Policy, Schema};
use filterset_measure::Schemas;

fn main() {
    let schemas = Schemas::new();
    let mut last: Option<Filter<'static>> = None;
    let mut lines = stdin().lock().lines();
    while let Some(Ok(line)) = lines.next() {
        for schema in schemas.iter() {
            last = use_filter(schema, &line, last);
            use_list_request(schema, &line);
        }
    }
}

fn use_filter(schema: &Schema, line: &str, last: Option<Filter<'static>>) -> Option<Filter<'static>> {
    let limits = Limits { errors: line.len(), ..Limits::DEFAULT };
    let parsed = schema.parser().limits(limits).policy(Policy::DJANGO_FILTER).parse_with_reserved(line);
    if let Ok(parsed) = &parsed {
        print(&format_args!("{} {:?} {:?}", parsed.filter, parsed.filter, parsed.reserved));
    }
    let filter = match schema.parse(line) {
        Ok(filter) => filter.into_owned(),
        Err(errors) => {
            print(&format_args!("{errors} {errors:?} {}", errors.report(line)));
            return last;
        }
    };
    let built = filter.iter().fold(schema.filter(), |builder, condition| {
        builder.with(condition.field().name(), condition.op(), condition.predicate().values())
    });
    match built.with("t", Op::In, line.split(' ')).range("z", line, "2022-01-01").build() {
        Ok(built) => print(&format_args!("{built}")),
        Err(errors) => print(&format_args!("{errors}")),
    }
    print(&format_args!("{}", filter.explain()));
    if let Some(last) = last {
        print(&format_args!("{} {} {}", filter.is_unsatisfiable(), filter.implies(&last), last.implies(&filter)));
    }
    Some(filter)
}

fn use_list_request(schema: &Schema, line: &str) {
    let limits = Limits { errors: line.len(), ..Limits::DEFAULT };
    match schema.parser().limits(limits).policy(Policy::DJANGO_FILTER).parse_list_request_with_reserved(line) {
        Ok(parsed) => print(&format_args!("{:?} {:?}", parsed.list, parsed.reserved)),
        Err(errors) => print(&format_args!("{errors:?} {}", errors.report(line))),
    }
    let Ok(list) = schema.parse_list_request(line) else { return };
    print_list_request(&list);
    let count = line.len() as u64;
    for page in [list.next(count), list.previous(), list.at_cursor(line).ok()].into_iter().flatten() {
        print_list_request(&page.into_owned());
    }
    let edited = list.into_builder().remove(line).limits(limits).ordering(line.split(' ')).fields(line.split(' '));
    let edited = edited.omit([line]).page(count).page_size(count).offset(count).limit(count).cursor(line).search(line);
    match edited.build() {
        Ok(list) => print_list_request(&list),
        Err(errors) => print(&format_args!("{errors}")),
    }
}

fn print_list_request(list: &ListRequest<'_>) {
    print(&format_args!("{list} {list:?} {:?} {:?} {:?}", list.page(), list.offset(), list.limit()));
    for (key, value) in list.pairs() {
        print(&format_args!("{key} {value} {}", list.projection().includes(&value)));
    }
    for (name, direction) in list.ordering() {
        print(&format_args!("{name} {direction:?}"));
    }
    print(&format_args!("{:?} {:?} {:?}", list.cursor(), list.search(), list.projection()));
}

/// Prints a line. It is not inlined, so that the code of printing exists once.
#[inline(never)]
fn print(line: &std::fmt::Arguments<'_>) {
    println!("{line}");
}
