//! The derives in a crate that renames filterset, shadows the names of the prelude, and turns on every lint.
#![no_implicit_prelude]
#![deny(missing_docs, unreachable_pub, unused, nonstandard_style)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery)]
#![allow(clippy::redundant_pub_crate, reason = "tests a visibility between `pub` and none")]

use ::fs::{FilterSet, FilterValue};

/// Names that the generated code must not resolve to.
mod shadows {
    #![allow(dead_code, missing_docs, unreachable_pub, reason = "the items only shadow others")]

    pub struct Option<T>(T);
    pub struct Result<T>(T);
    pub struct String;
    pub struct Vec;
    pub struct Filter;
    pub struct Field;
    pub struct Schema;
    pub struct Op;
    pub struct LazyLock;
    pub trait IntoIterator {}
    pub trait Into {}
    pub trait Clone {}
    pub trait Debug {}
    #[allow(non_camel_case_types, reason = "it shadows the primitive type")]
    pub struct bool;
    #[allow(non_camel_case_types, reason = "it shadows the primitive type")]
    pub struct str;
    pub mod std {}
    pub mod core {}
    pub mod filterset {}
}

#[allow(unused_imports, clippy::wildcard_imports, reason = "the items only shadow others")]
use shadows::*;

/// A link.
#[derive(FilterSet)]
#[filter(crate = "::fs", name = "links", reserved("page"))]
pub struct Link {
    /// The kind of access.
    #[filter(sort, exact, ne, in)]
    pub access_mode: AccessMode,
    /// A field whose name is a keyword.
    #[filter(exact, in)]
    pub r#type: ::std::string::String,
    /// A name with a prefix that has a convention.
    #[filter(exact)]
    pub is_active: ::core::primitive::bool,
    /// The account that it comes from.
    #[filter(exact, isnull)]
    pub from_account: ::core::option::Option<i64>,
    /// The accounts that it goes to.
    #[filter(exact, allin)]
    pub to_accounts: ::std::vec::Vec<u32>,
    /// The size.
    #[filter(range)]
    pub as_size: i32,
    /// The name.
    #[filter(contains)]
    pub into_name: ::std::string::String,
    /// Whether it is new.
    #[filter(exact)]
    pub new: u8,
    /// The name of a method of one of the builder's traits.
    #[filter(exact, in)]
    pub clone: u8,
    /// The name of a field of the builder.
    #[filter(exact)]
    pub builder: u8,
    /// A field without filters.
    #[filter(skip)]
    pub secret: u8,
}

/// The kind of access of a link.
#[derive(FilterValue)]
#[filter(crate = "::fs", rename_all = "snake_case")]
pub enum AccessMode {
    /// Once.
    Single,
    /// Repeatedly.
    Recurrent,
}

/// With parameters and bounds.
#[derive(FilterSet)]
#[filter(crate = "::fs", builder = "PageQuery")]
pub struct Page<'a, K, const N: usize = 2>
where
    K: FilterValue + ::core::marker::Send + 'a,
{
    /// A key.
    #[filter(exact, in)]
    pub key: K,
    /// A name.
    #[filter(exact)]
    pub name: &'a ::core::primitive::str,
    /// The rest.
    #[filter(skip)]
    pub rest: [&'a K; N],
}

/// A trait that is bounded by a lifetime of the struct.
pub trait Lent<'a>: FilterValue {}

impl Lent<'_> for u8 {}

/// Lifetimes with the name that the builder's usually has, and bounds by them.
#[derive(FilterSet)]
#[filter(crate = "::fs")]
pub struct Loan<'v, 'v2, T: Lent<'v> + 'v2>
where
    &'v2 T: ::core::marker::Copy,
{
    /// A value.
    #[filter(exact, in)]
    pub value: ::core::option::Option<T>,
    /// A name.
    #[filter(exact)]
    pub name: &'v ::core::primitive::str,
    /// Another.
    #[filter(exact)]
    pub other: &'v2 ::core::primitive::str,
}

#[forbid(dead_code, non_snake_case)]
mod private {
    use ::fs::{FilterSet, FilterValue};

    #[derive(FilterSet)]
    #[filter(crate = "::fs")]
    pub(super) struct Hidden {
        #[filter(exact, in)]
        pub(super) level: Level,
    }

    #[derive(FilterValue)]
    #[filter(crate = "::fs")]
    pub(super) enum Level {
        High,
    }
}

/// A deprecated struct.
#[deprecated(note = "use `Link`")]
#[derive(FilterSet)]
#[filter(crate = "::fs")]
pub struct Old {
    /// A field.
    #[filter(exact)]
    pub a: u8,
    /// Another.
    #[deprecated(note = "use `a`")]
    #[filter(gt)]
    pub b: u8,
}

/// Calls all of the generated methods.
///
/// # Errors
///
/// Never fails.
pub fn call() -> ::core::result::Result<::std::string::String, ::fs::Errors> {
    let hidden = private::Hidden { level: private::Level::High };
    let level = private::Hidden::filter().level(&hidden.level).level_in([&hidden.level]).build()?;
    let loan = Loan::<'_, '_, u8>::filter().value(1).value_in([2]).name("x").other("y").build()?;
    let page = Page::<'_, i64>::filter().key(1).key_in([2, 3]).name("x").build()?;
    let link = Link::filter()
        .access_mode(AccessMode::Single)
        .access_mode_ne(AccessMode::Recurrent)
        .r#type("a")
        .type_in(["b", "c"])
        .is_active(true)
        .from_account(1)
        .from_account_isnull(false)
        .to_accounts_allin([1, 2])
        .as_size_range(1, 2)
        .into_name_contains("x")
        .new(1)
        .clone(2)
        .clone_in([3])
        .builder(4)
        .build()?;
    ::core::result::Result::Ok(::std::format!("{level} {loan} {page} {link}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn calls_all_methods() {
        ::core::assert_eq!(
            super::call().unwrap(),
            "level=High&level__in=High name=x&other=y&value=1&value__in=2 key=1&key__in=2,3&name=x access_mode=single&access_mode__ne=recurrent\
                &as_size__range=1,2&builder=4&clone=2&clone__in=3&from_account=1&from_account__isnull=false\
                &into_name__contains=x&is_active=true&new=1&to_accounts__allin=1,2&type=a&type__in=b,c"
        );
    }
}
