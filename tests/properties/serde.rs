//! Schemas and filters survive a round trip through serde.

use filterset_test_support::{generate, laws};
use proptest::prelude::*;
use serde::de::DeserializeSeed;

use super::config;

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..config() })]

    #[test]
    fn deserializes_every_schema(bytes in proptest::collection::vec(any::<u8>(), 512)) {
        let schema = generate::schema(&mut arbitrary::Unstructured::new(&bytes)).expect("enough bytes");
        laws::check_schema(&schema);
    }

    #[test]
    fn deserializes_every_filter(bytes in proptest::collection::vec(any::<u8>(), 768)) {
        let mut u = arbitrary::Unstructured::new(&bytes);
        let schema = generate::schema(&mut u).expect("enough bytes");
        let filter = schema.arbitrary_filter(&mut u).expect("enough bytes");
        let json = serde_json::to_string(&filter).expect("a filter is data");
        prop_assert_eq!(&json, &format!("\"{filter}\""));
        let back = schema.deserialize(&mut serde_json::Deserializer::from_str(&json));
        prop_assert_eq!(back.ok(), Some(filter));
    }
}
