//! What a program that uses the crate is built of, to be searched for panics by `audit.py`: it reads queries of its
//! input against a table, prints what they mean or what is wrong with them, and does with filters what can be done.

use std::io::{BufRead, stdin};

use filterset::{Filter, Limits, ListQuery, Policy, Schema};
use filterset_proofs::tables;

fn main() {
    let tables = tables();
    let mut last: Option<Filter<'static>> = None;
    let mut lines = stdin().lock().lines();
    while let Some(Ok(line)) = lines.next() {
        for schema in tables.iter() {
            last = read(schema, &line, last);
            read_list(schema, &line);
        }
    }
}

fn read(schema: &Schema, line: &str, last: Option<Filter<'static>>) -> Option<Filter<'static>> {
    let limits = Limits { errors: line.len(), ..Limits::DEFAULT };
    let parsed = schema.parser().limits(limits).policy(Policy::DJANGO_FILTER).parse_with_reserved(line);
    if let Ok(parsed) = &parsed {
        say(&format_args!("{} {:?} {:?}", parsed.filter, parsed.filter, parsed.reserved));
    }
    let filter = match schema.parse(line) {
        Ok(filter) => filter.into_owned(),
        Err(errors) => {
            say(&format_args!("{errors} {errors:?} {}", errors.report(line)));
            return last;
        }
    };
    let built = filter.iter().fold(schema.filter(), |builder, condition| {
        builder.with(condition.field().name(), condition.op(), condition.predicate().values())
    });
    let built = built.with("t", filterset::Op::In, line.split(' ')).range("z", line, "2022-01-01").build();
    match built {
        Ok(built) => say(&format_args!("{built}")),
        Err(errors) => say(&format_args!("{errors}")),
    }
    say(&format_args!("{}", filter.explain()));
    if let Some(last) = last {
        say(&format_args!("{} {} {}", filter.is_unsatisfiable(), filter.implies(&last), last.implies(&filter)));
    }
    Some(filter)
}

fn read_list(schema: &Schema, line: &str) {
    let limits = Limits { errors: line.len(), ..Limits::DEFAULT };
    match schema.parser().limits(limits).policy(Policy::DJANGO_FILTER).parse_list_with_reserved(line) {
        Ok(parsed) => say(&format_args!("{:?} {:?}", parsed.list, parsed.reserved)),
        Err(errors) => say(&format_args!("{errors:?} {}", errors.report(line))),
    }
    let Ok(list) = schema.parse_list(line) else { return };
    say_list(&list);
    let count = line.len() as u64;
    for beside in [list.next(count), list.previous(), list.at_cursor(line).ok()].into_iter().flatten() {
        say_list(&beside.into_owned());
    }
    let edited = list.into_builder().remove(line).limits(limits).ordering(line.split(' ')).fields(line.split(' '));
    let edited = edited.omit([line]).page(count).page_size(count).offset(count).limit(count).cursor(line).search(line);
    match edited.build() {
        Ok(list) => say_list(&list),
        Err(errors) => say(&format_args!("{errors}")),
    }
}

fn say_list(list: &ListQuery<'_>) {
    say(&format_args!("{list} {list:?} {:?} {:?} {:?}", list.page(), list.offset(), list.limit()));
    for (key, value) in list.pairs() {
        say(&format_args!("{key} {value} {}", list.projection().includes(&value)));
    }
    for (name, direction) in list.ordering() {
        say(&format_args!("{name} {direction:?}"));
    }
    say(&format_args!("{:?} {:?} {:?}", list.cursor(), list.search(), list.projection()));
}

/// One way to print for all, so that printing itself is built once.
#[inline(never)]
fn say(text: &std::fmt::Arguments<'_>) {
    println!("{text}");
}
