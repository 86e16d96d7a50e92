use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;

use super::*;

fn check(user: Option<&str>, password: &str, text: &str, expected: &str) {
    let mask = Mask::of(user, Some(&Secret::new(password)));
    assert_eq!(mask.mask(text), expected, "{text}");
}

#[test]
fn a_secret_is_masked_in_every_spelling() {
    check(None, "p@ss/w", "p@ss/w p%40ss%2Fw p%40ss%2fw p%2540ss%252Fw p%40ss/w", "••• ••• ••• ••• •••");
    check(None, "schön", "schön sch%C3%B6n sch%c3%B6n sch\\u00f6n sch\\u{f6}n", "••• ••• ••• ••• •••");
    check(None, r#"a"b\c"#, r#"a"b\c "a\"b\\c""#, r#"••• "•••""#);
    check(None, "100%", "100% 100%25 100%2525", "••• ••• •••");
    check(None, "two words", "two words two+words two%20words", "••• ••• •••");
    check(None, "😀😀😀😀", r"\ud83d\ude00\uD83D\uDE00😀%F0%9F%98%80", "•••");
}

#[test]
fn base64_is_masked_alone_and_with_the_user_name() {
    check(Some("admin"), "secret", "Basic YWRtaW46c2VjcmV0", "Basic •••");
    check(None, "secret12", "c2VjcmV0MTI= <c2VjcmV0MTI>", "••• <•••>");
    // Any user name, even one that is not known.
    check(None, "geheimnis", "Authorization: Basic cm9vdDpnZWhlaW1uaXM=", "Authorization: Basic •••");
}

#[test]
fn a_short_secret_is_masked_as_a_word_and_in_addresses() {
    check(
        None,
        "12",
        "rtsp://admin:12@h.lan/12x took 12 s in 2012",
        "rtsp://admin:•••@h.lan/12x took ••• s in 2012",
    );
    check(None, "", "nothing to hide", "nothing to hide");
}

#[test]
fn the_longer_secret_goes_first() {
    let mut mask = Mask::of(None, Some(&Secret::new("abcd")));
    mask.add(None, &Secret::new("abcdefgh"));
    assert_eq!(mask.mask("abcdefgh abcd xabcdabcdx"), "••• ••• x••••••x");
}

#[test]
fn passwords_of_addresses_are_masked_without_being_known() {
    let check = |text: &str, expected: &str| assert_eq!(Mask::new().mask(text), expected);
    check(
        "rtsp://admin:p@ss#w?rd@127.0.0.1:8554/cam26: Input/output error",
        "rtsp://admin:•••@127.0.0.1:8554/cam26: Input/output error",
    );
    check(
        "open 'https://u:x@h.lan/a' and rtsp://v:y@h.lan",
        "open 'https://u:•••@h.lan/a' and rtsp://v:•••@h.lan",
    );
    check("http://h.lan/v?user=a&pwd=x&ch=1", "http://h.lan/v?user=a&pwd=•••&ch=1");
    check("rtsp://127.0.0.1/user=a_password=b_ch=1", "rtsp://127.0.0.1/user=a_password=•••_ch=1");
    check("rtsp://127.0.0.1:8554/cam1: Connection refused", "rtsp://127.0.0.1:8554/cam1: Connection refused");
    check("tcp://10.77.0.99:554?timeout=5000000 failed", "tcp://10.77.0.99:554?timeout=5000000 failed");
}

#[test]
fn many_secrets_are_all_masked() {
    let mut mask = Mask::new();
    for n in 0..1000 {
        mask.add(Some("admin"), &Secret::new(format!("pass-{n:04}")));
        mask.add(Some("admin"), &Secret::new(format!("pass-{n:04}")));
    }
    assert_eq!(format!("{mask:?}"), "Mask(1000 secrets)");
    assert_eq!(mask.mask("x pass-0000 pass%2D0999 YWRtaW46cGFzcy0wNTAw"), "x ••• ••• •••");
}

#[test]
fn a_clean_text_is_not_copied() {
    let mask = Mask::of(None, Some(&Secret::new("secret")));
    assert!(matches!(mask.mask("[h264 @ 0x1] no frame!"), Cow::Borrowed(_)));
}

/// How a text may be spelled on its way into a log.
fn spelled(text: &str, how: usize) -> String {
    let percent = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let every_byte = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    match how {
        0 => text.to_owned(),
        1 => percent(text),
        2 => percent(text).to_lowercase(),
        3 => percent(&percent(text)),
        4 => every_byte(text),
        5 => text.replace('\\', "\\\\").replace('"', "\\\""),
        6 => text.chars().map(|c| c.escape_unicode().to_string()).collect(),
        7 => text.replace(' ', "+").replace('@', "%40"),
        8 => text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect(),
        _ => percent(&percent(&percent(text))),
    }
}

proptest! {
    #[test]
    fn no_spelling_of_any_password_survives(
        password in "[^\\p{C}]{4,24}", before in "[ -~]{0,12}", after in "[ -~]{0,12}", how in 0..10usize,
    ) {
        // Lower-casing a percent-encoding is another spelling only where there are no letters to change.
        let password = if how == 2 { password.to_lowercase() } else { password };
        let mask = Mask::of(None, Some(&Secret::new(password.clone())));
        let spelling = spelled(&password, how);
        let masked = mask.mask(&format!("{before}{spelling}{after}")).into_owned();
        // What is left is what stood around it, and never more than the neighbours by chance.
        prop_assert!(masked.contains(DOTS), "{masked}");
        prop_assert!(!masked.replace(DOTS, "\u{0}").contains(&spelling), "{masked}");
    }

    #[test]
    fn no_base64_of_any_password_survives(
        user in "[a-z]{0,8}", password in "[!-~]{7,24}", other in "[a-z]{0,8}",
    ) {
        let mask = Mask::of(Some(&user), Some(&Secret::new(password.clone())));
        for text in [password.clone(), format!("{user}:{password}"), format!("{other}:{password}"), format!("{password}{other}")] {
            let encoded = crate::mask::base64::encode(text.as_bytes());
            let masked = mask.mask(&format!("Basic {encoded}==")).into_owned();
            prop_assert_eq!(masked, format!("Basic {DOTS}"));
        }
    }

    #[test]
    fn masking_twice_changes_nothing(password in "[^\\p{C}]{1,12}", text in ".{0,80}") {
        prop_assume!(!DOTS.contains(&password) && !password.contains('•'));
        let mask = Mask::of(Some("admin"), Some(&Secret::new(password)));
        let once = mask.mask(&text).into_owned();
        prop_assert_eq!(mask.mask(&once), once.as_str());
    }

    #[test]
    fn the_password_of_an_address_with_ip_is_masked_unknown(password in "[!#-\\-/-~]{1,16}") {
        prop_assume!(!password.contains("@1") && !password.contains("://"));
        let text = format!("rtsp://admin:{password}@192.168.1.64/s");
        prop_assert_eq!(Mask::new().mask(&text), "rtsp://admin:•••@192.168.1.64/s");
    }
}
