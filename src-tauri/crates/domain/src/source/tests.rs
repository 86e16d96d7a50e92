use proptest::prelude::*;

use super::*;

fn check(text: &str, address: &str, user: Option<&str>, password: Option<&str>) {
    let split = SourceAddress::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
    assert_eq!(split.address.as_str(), address, "{text}");
    assert_eq!(split.user.as_deref(), user, "{text}");
    assert_eq!(split.password.as_ref().map(Secret::reveal), password, "{text}");
}

fn refused(text: &str, sentence: &str) {
    let problem = SourceAddress::parse(text).expect_err(text);
    assert!(problem.to_string().contains(sentence), "{text}: {problem}");
}

#[test]
fn a_plain_address_stays_as_it_is() {
    for text in [
        "rtsp://192.168.1.64/stream1",
        "rtsps://cam.school.lan:322/a/b?x=1&y=2#z",
        "http://10.0.0.1:8080/video.mjpg",
        "https://[fe80::1]:8443/live.m3u8",
        "rtsp://[::1]/x",
        "rtsp://nvr/ch1@main",
        "rtsp://nvr:554/ch1",
        "file:/home/school/gate 1.mp4",
        "demo:",
        "demo:corridor",
    ] {
        check(text, text, None, None);
    }
}

#[test]
fn writing_is_made_even() {
    check("  RTSP://Cam.Local/Stream1\n", "rtsp://cam.local/Stream1", None, None);
    check("/srv/clip.mp4", "file:/srv/clip.mp4", None, None);
    check("file:///srv/a%20b.mp4", "file:/srv/a b.mp4", None, None);
    check("file://localhost/srv/a.mp4", "file:/srv/a.mp4", None, None);
    check("//srv/clip.mp4", "file:/srv/clip.mp4", None, None);
    check(r"C:\clips\gate.mp4", r"file:C:\clips\gate.mp4", None, None);
    check("file:///C:/clips/gate.mp4", "file:C:/clips/gate.mp4", None, None);
    check("demo://corridor", "demo:corridor", None, None);
    check("http://cam/my stream", "http://cam/my%20stream", None, None);
    check("rtsp://schüler.example/x", "rtsp://xn--schler-5ya.example/x", None, None);
}

#[test]
fn credentials_are_split_off_and_decoded() {
    check("rtsp://admin:1234@10.0.0.1/s", "rtsp://10.0.0.1/s", Some("admin"), Some("1234"));
    check("rtsp://admin:p%40ss%2F@10.0.0.1/s", "rtsp://10.0.0.1/s", Some("admin"), Some("p@ss/"));
    check("rtsp://admin@10.0.0.1", "rtsp://10.0.0.1", Some("admin"), None);
    check("rtsp://admin:@10.0.0.1", "rtsp://10.0.0.1", Some("admin"), None);
    check("rtsp://admin:geheim@[::1]:8554/s", "rtsp://[::1]:8554/s", Some("admin"), Some("geheim"));
}

#[test]
fn unescaped_signs_in_a_password_are_understood() {
    for password in [
        "p@ss",
        "p:w",
        "a/b",
        "50%",
        "100%sure",
        "a#b",
        "what?",
        "p@ss#w?rd",
        "12/34",
        "@",
        "@@",
        "/",
        "#1@home/x",
        "@a.a#",
        "x@y.z?w",
        "#@A.A?",
        "x@y#@a.a?b@c.d#",
        "schön",
        "密码",
        "%zz",
        "a@b/c@d",
    ] {
        let text = format!("rtsp://admin:{password}@192.168.1.64:554/live@2");
        check(&text, "rtsp://192.168.1.64:554/live@2", Some("admin"), Some(password));
    }
    check("rtsp://admin:a/b@cam.lan/s", "rtsp://cam.lan/s", Some("admin"), Some("a/b"));
    check("rtsp://admin:a/b@nvr/s", "rtsp://nvr/s", Some("admin"), Some("a/b"));
}

#[test]
fn an_at_in_the_path_is_no_password() {
    check("rtsp://10.0.0.1/live@10.0.0.9/x", "rtsp://10.0.0.1/live@10.0.0.9/x", None, None);
    check("rtsp://u:p@nvr.lan/cam@10.0.0.5", "rtsp://nvr.lan/cam@10.0.0.5", Some("u"), Some("p"));
}

#[test]
fn a_password_in_the_query_becomes_a_placeholder() {
    check(
        "http://10.0.0.1/v.cgi?user=admin&pwd=a%26b&ch=1",
        "http://10.0.0.1/v.cgi?user={user}&pwd={password}&ch=1",
        Some("admin"),
        Some("a&b"),
    );
    check(
        "rtsp://10.0.0.1:554/user=admin_password=tlJwpbo6_channel=1_stream=0.sdp?real_stream",
        "rtsp://10.0.0.1:554/user={user}_password={password}_channel=1_stream=0.sdp?real_stream",
        Some("admin"),
        Some("tlJwpbo6"),
    );
    check(
        "rtsp://10.0.0.1/user=admin&password=&channel=1",
        "rtsp://10.0.0.1/user=admin&password=&channel=1",
        None,
        None,
    );
    check("http://10.0.0.1/?token=abc", "http://10.0.0.1/?token={password}", None, Some("abc"));
    check("http://10.0.0.1/?user=3", "http://10.0.0.1/?user=3", None, None);
    check("http://10.0.0.1/?pwd={password}", "http://10.0.0.1/?pwd={password}", None, None);
    check("http://h.lan/?pwd=¡=", "http://h.lan/?pwd={password}", None, Some("¡="));
    refused("http://u:one@10.0.0.1/?pwd=two", "two different passwords");
    refused("http://10.0.0.1/?pwd=one&token=two", "two different passwords");
}

#[test]
fn credentials_go_back_to_where_they_came_from() {
    let filled = |text: &str, user: Option<&str>, password: Option<&str>| {
        let secret = password.map(Secret::new);
        SourceAddress::parse(text).unwrap().address.with_credentials(user, secret.as_ref())
    };
    assert_eq!(
        filled("rtsp://h.lan/s", Some("ad min"), Some("p@:/%#ß")),
        "rtsp://ad%20min:p%40%3A%2F%25%23%C3%9F@h.lan/s"
    );
    assert_eq!(filled("rtsp://h.lan/s", Some("a"), None), "rtsp://a@h.lan/s");
    assert_eq!(filled("rtsp://h.lan/s", None, Some("p")), "rtsp://:p@h.lan/s");
    assert_eq!(filled("rtsp://h.lan/s", None, None), "rtsp://h.lan/s");
    assert_eq!(filled("http://h.lan/?user=x&pwd=y", Some("a"), Some("&")), "http://h.lan/?user=a&pwd=%26");
    assert_eq!(filled("demo:x", Some("a"), Some("b")), "demo:x");
}

#[test]
fn nonsense_gets_one_sentence() {
    refused("", "Type the camera's address");
    refused("   ", "Type the camera's address");
    refused("hello", "begins with rtsp://");
    refused("192.168.1.64/stream", "begins with rtsp://");
    refused("192.168.1.64:554/stream", "begins with rtsp://");
    refused("camera.lan:554/stream", "begins with rtsp://");
    refused("ftp://x/y", "\"ftp:\" cannot be watched");
    refused("rtsp:/x", "host is missing");
    refused("rtsp://", "host is missing");
    refused("rtsp:///stream", "host is missing");
    refused("rtsp://a b/stream", "not a host name");
    refused("rtsp://192.168.1.999/stream", "not a host name");
    refused("rtsp://cam:99999/s", "not a port");
    refused("rtsp://cam:0/s", "not a port");
    refused("rtsp://cam:/s", "not a port");
    refused("rtsp://[::g]/s", "not a host name");
    refused("file:clip.mp4", "whole path");
    refused("rtsp://cam/a\nb", "invisible");
    refused("rtsp://cam/a\u{202e}b", "invisible");
    refused("rtsp://u:a%0ab@cam/a", "invisible");
    refused(&format!("rtsp://cam/{}", "x".repeat(2000)), "2011 characters");
}

#[test]
fn host_port_and_kind_are_known() {
    let address = |text: &str| SourceAddress::parse(text).unwrap().address;
    assert_eq!(address("rtsp://u:p@[::1]/x").host(), Some("::1"));
    assert_eq!(address("rtsp://cam/x").port(), Some(554));
    assert_eq!(address("rtsps://cam/x").port(), Some(322));
    assert_eq!(address("https://cam:8443").port(), Some(8443));
    assert_eq!(address("demo:").host(), None);
    assert!(address("http://cam/live.M3U8?x=1").is_hls());
    assert!(!address("http://cam/live.mjpg").is_hls());
}

proptest! {
    #[test]
    fn any_password_survives_the_way_out_and_back(
        user in "[^\\p{C}\\p{Zl}\\p{Zp}:]{0,20}", password in "[^\\p{C}\\p{Zl}\\p{Zp}]{1,40}", host in 0..5usize, tail in 0..4usize,
    ) {
        let host = ["10.0.0.1", "cam.lan", "nvr", "[::1]:8554", "cam.lan:81"][host];
        let tail = ["", "/s", "/s?x=1", "/a@b"][tail];
        let address = SourceAddress::parse(&format!("rtsp://{host}{tail}")).unwrap().address;
        let secret = Secret::new(password.clone());
        let split = SourceAddress::parse(&address.with_credentials(Some(&user), Some(&secret))).unwrap();
        prop_assert_eq!(split.address, address);
        prop_assert_eq!(split.user, Some(user));
        prop_assert_eq!(split.password, Some(secret));
    }

    #[test]
    fn an_unescaped_password_before_an_ip_address_is_understood(password in "[!-$&-~]{1,20}") {
        // Whoever pastes `a@1.2.3.4/b` as a password cannot be understood, nor `a@b.c/d`, which is a name with a path;
        // nobody does.
        prop_assume!(!password.contains("@1") && !password.contains("localhost"));
        let after_at = password.split_once('@').map_or("", |(_, after)| after);
        prop_assume!(!(after_at.contains('.') && after_at.contains('/')));
        let split = SourceAddress::parse(&format!("rtsp://admin:{password}@192.168.1.64/s")).unwrap();
        prop_assert_eq!(split.address.as_str(), "rtsp://192.168.1.64/s");
        prop_assert_eq!(split.password, Some(Secret::new(password)));
    }

    #[test]
    fn anything_is_taken_or_refused_and_what_is_kept_reads_the_same_again(text in ".{0,60}", lead in 0..7usize) {
        let lead = ["", "rtsp://", "http://", "file:", "demo:", "rtsp://u:", "https://x.y/?pwd="][lead];
        if let Ok(split) = SourceAddress::parse(&format!("{lead}{text}")) {
            let again = SourceAddress::parse(split.address.as_str());
            prop_assert_eq!(again.map(|again| again.address), Ok(split.address));
        }
    }
}
