//! The generated code, as `cargo expand` shows it.

use filterset::Op;
use filterset::schema::ListStyle;
use syn::parse_quote;

use crate::choices::derive_filter_value;
use crate::spelling::STYLES;
use crate::{derive_filter_set, op};

fn format_tokens(tokens: proc_macro2::TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).expect("the generated code is Rust"))
}

#[test]
fn expands_a_struct() {
    let link = parse_quote! {
        #[filter(name = "links", reserved("page", "page_size"))]
        pub struct Link {
            #[filter(exact)]
            access_mode: AccessMode,
            #[filter(not_in)]
            created_by: Uuid,
            /// When it was made.
            ///
            /// ```
            /// assert_eq!(1, 1);
            /// ```
            #[filter(range, time_zone = "-06:00")]
            created_at: DateTime<Utc>,
            #[filter(exact, in, isnull)]
            external_id: Option<String>,
            #[filter(skip)]
            secret: [u8; 32],
        }
    };
    insta::assert_snapshot!(format_tokens(derive_filter_set(&link).expect("a valid struct")));
}

#[test]
fn expands_spellings() {
    let device = parse_quote! {
        #[filter(spelling = Spelling::new().bare(Op::In))]
        struct Device {
            #[filter(in, gte, bare = "in", lists = "both", keys(gte = "filter[min]"))]
            id: i64,
            #[filter(in, column = "device_name")]
            name: String,
        }
    };
    insta::assert_snapshot!(format_tokens(derive_filter_set(&device).expect("a valid struct")));
}

#[test]
fn has_the_list_styles_of_the_language() {
    let styles = STYLES.map(|(name, variant)| (name.to_owned(), variant.to_owned()));
    assert_eq!(styles, ListStyle::ALL.map(|style| (style.name().to_owned(), format!("{style:?}"))));
}

#[test]
fn expands_an_enum() {
    let status = parse_quote! {
        #[filter(rename_all = "snake_case")]
        enum Status {
            Valid,
            #[filter(rename = "2fa")]
            TokenRequired,
        }
    };
    insta::assert_snapshot!(format_tokens(derive_filter_value(&status).expect("a valid enum")), @r#"
    #[automatically_derived]
    impl ::filterset::FilterValue for Status {
        const VALUE_TYPE: ::filterset::__private::ValueType = ::filterset::__private::ValueType::Choice;
        const CHOICES: &'static [&'static ::core::primitive::str] = &["valid", "2fa"];
        fn to_value(&self) -> ::filterset::__private::Value<'_> {
            ::filterset::__private::Value::Text(
                ::std::borrow::Cow::Borrowed(
                    match self {
                        Self::Valid => "valid",
                        Self::TokenRequired => "2fa",
                    },
                ),
            )
        }
        #[inline]
        fn choice(&self) -> ::core::option::Option<::core::primitive::usize> {
            ::core::option::Option::Some(
                match self {
                    Self::Valid => 0usize,
                    Self::TokenRequired => 1usize,
                },
            )
        }
    }
    "#);
}

#[test]
fn expands_a_generic_struct_of_another_crate() {
    let page = parse_quote! {
        #[filter(crate = "some::filters")]
        struct Page<'a, T: Id + 'a, const N: usize = 3> where T: Copy {
            #[filter(gt, allow_empty)]
            r#type: Cow<'a, str>,
            #[filter(exact)]
            id: Option<T>,
        }
    };
    let written = format_tokens(derive_filter_set(&page).expect("a valid struct"));
    assert!(!written.contains("filterset"), "{written}");
    insta::assert_snapshot!(written);
}

#[test]
fn has_the_operators_of_the_language() {
    let ops: Vec<_> = op::OPS.iter().map(|op| (op.name.to_owned(), op.variant.to_owned())).collect();
    assert_eq!(ops, Op::ALL.map(|op| (op.wire_name().to_owned(), format!("{op:?}"))));
    // Each name is accepted as an attribute, even if it is a keyword.
    for op in &op::OPS {
        let name: proc_macro2::TokenStream = op.name.parse().expect("a token");
        let written = derive_filter_set(&parse_quote!(
            struct T {
                #[filter(#name)]
                a: String,
            }
        ))
        .expect("a valid struct");
        assert!(written.to_string().contains(&format!("Op :: {}", op.variant)), "{written}");
    }
}
