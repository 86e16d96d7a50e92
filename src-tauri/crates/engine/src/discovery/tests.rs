//! Answers in the shapes of different makers, and in none. They were written for these tests, after what devices send.

use std::net::Ipv4Addr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bellwatch_domain::{Secret, Site};
use chrono::TimeZone as _;
use proptest::prelude::*;

use super::*;
use crate::discovery::answer::Answer;
use crate::discovery::soap::{Question, Signed, Sought, probe};

/// One maker: prefixes in capitals, two addresses, scopes with escapes.
const TYPICAL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"
 xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"
 xmlns:dn="http://www.onvif.org/ver10/network/wsdl">
<SOAP-ENV:Header><wsa:RelatesTo>uuid:1</wsa:RelatesTo></SOAP-ENV:Header><SOAP-ENV:Body><d:ProbeMatches><d:ProbeMatch>
<wsa:EndpointReference><wsa:Address>urn:uuid:11111111-2222-3333-4444-555555555555</wsa:Address></wsa:EndpointReference>
<d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types>
<d:Scopes>onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/name/Gate%20%D8%A8%D8%A7%D8%A8
 onvif://www.onvif.org/hardware/DC-4100 onvif://www.onvif.org/location/country/anywhere
 onvif://www.onvif.org/location/building/North%20wing onvif://www.onvif.org/location/Hall</d:Scopes>
<d:XAddrs>http://10.0.3.4/onvif/device_service http://[fe80::1]/onvif/device_service https://10.0.3.4/onvif/device_service</d:XAddrs>
<d:MetadataVersion>10</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></SOAP-ENV:Body></SOAP-ENV:Envelope>"#;

/// Another: no prefixes but its own, scopes in another case, no types, a port and a user in the address.
const TERSE: &str = r#"<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Body>
<ProbeMatches xmlns="http://schemas.xmlsoap.org/ws/2005/04/discovery"><ProbeMatch>
<EndpointReference xmlns="http://schemas.xmlsoap.org/ws/2004/08/addressing"><Address>uuid:7</Address></EndpointReference>
<Scopes>ONVIF://www.onvif.org/Name/IPC ONVIF://WWW.ONVIF.ORG/Hardware/X%00%0A1</Scopes>
<XAddrs>http://admin:hidden@10.0.3.5:8080/onvif/device_service</XAddrs></ProbeMatch></ProbeMatches></Body></Envelope>"#;

const PRINTER: &str = r#"<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><e:Body><d:ProbeMatches><d:ProbeMatch>
<d:Types>wsdp:Device wprt:PrintDeviceType</d:Types><d:XAddrs>http://10.0.3.6:5357/x</d:XAddrs></d:ProbeMatch>
</d:ProbeMatches></e:Body></e:Envelope>"#;

fn at(last: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 0, 3, last)
}

fn one(datagram: &str, last: u8) -> Answer {
    let mut answers = answer::read(datagram.as_bytes(), at(last));
    assert_eq!(answers.len(), 1, "{datagram}");
    answers.remove(0)
}

fn found(answers: &[Answer]) -> FoundList {
    let mut list = FoundList::default();
    answers.iter().for_each(|answer| list.take(answer.clone()));
    list
}

#[test]
fn makers_answers_are_understood_whatever_their_prefixes() {
    let typical = one(TYPICAL, 4);
    assert_eq!(typical.name.as_deref(), Some("Gate باب"));
    assert_eq!(typical.hardware.as_deref(), Some("DC-4100"));
    assert_eq!(typical.location.as_deref(), Some("North wing, Hall"), "no country");
    let told: Vec<&str> = typical.addresses.iter().map(url::Url::as_str).collect();
    assert_eq!(told, ["http://10.0.3.4/onvif/device_service"], "plain HTTP over IPv4");
    let terse = one(TERSE, 5);
    assert_eq!((terse.name.as_deref(), terse.hardware.as_deref()), (Some("IPC"), Some("X1")));
    assert_eq!(terse.addresses[0].as_str(), "http://10.0.3.5:8080/onvif/device_service");
}

#[test]
fn what_is_no_camera_and_what_is_no_answer_is_left_out() {
    let entity = TYPICAL.replacen("?>", "?><!DOCTYPE a [<!ENTITY b \"c\">]>", 1);
    let long = TYPICAL.replace("Gate", &"x".repeat(20_000));
    let cut = &TYPICAL[..900];
    for datagram in [PRINTER, "", "<", "no XML", "<a/>", &entity, &long, cut] {
        assert_eq!(answer::read(datagram.as_bytes(), at(6)), [], "{}", &datagram[..datagram.len().min(60)]);
    }
}

#[test]
fn several_answers_of_one_camera_are_one() {
    let first = Answer { name: None, ..one(TYPICAL, 4) };
    let list = found(&[first.clone(), one(TYPICAL, 4), one(TERSE, 5), first]);
    let told: Vec<_> = list.all().iter().map(|found| (found.host, found.name.as_deref())).collect();
    assert_eq!(told, [(at(4), Some("Gate باب")), (at(5), Some("IPC"))], "what one lacks another says");
    // A reference that is made up anew for each answer.
    let renamed = Answer { endpoint: Some("uuid:8".to_owned()), ..one(TERSE, 5) };
    assert_eq!(found(&[one(TERSE, 5), renamed]).all().len(), 1);
}

#[test]
fn cameras_whose_maker_gave_them_one_reference_stay_two() {
    let twin = TERSE.replace("10.0.3.5", "10.0.3.6");
    let list = found(&[one(TERSE, 5), one(&twin, 6)]);
    assert_eq!(list.all().len(), 2);
    // One that is in two networks and says so is one.
    let both = TERSE.replace("<XAddrs>", "<XAddrs>http://10.0.3.6:8080/onvif/device_service ");
    assert_eq!(found(&[one(&both, 5), one(&both, 6)]).all().len(), 1);
}

#[test]
fn only_what_was_answered_from_is_asked() {
    let asked = found(&[one(TYPICAL, 4)]);
    let asked = asked.all()[0].device().map(url::Url::as_str);
    assert_eq!(asked, Some("http://10.0.3.4/onvif/device_service"));
    assert_eq!(found(&[one(TYPICAL, 9)]).all()[0].device(), None, "it names another machine");
    // Who names a camera's address takes nothing from it.
    let list = found(&[one(TYPICAL, 9), one(TYPICAL.replace("uuid:1111", "uuid:0").as_str(), 4)]);
    assert_eq!(list.all().iter().map(|found| found.device().is_some()).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn the_list_is_bounded_and_counts_what_has_no_room() {
    let camera = |nth: usize| Answer {
        from: Ipv4Addr::from(0x0a00_0000 + u32::try_from(nth).unwrap()),
        endpoint: None,
        addresses: Vec::new(),
        name: None,
        hardware: None,
        location: None,
    };
    let list = found(&(0..merge::MOST_FOUND + 3).map(camera).collect::<Vec<_>>());
    assert_eq!((list.all().len(), list.left_out), (merge::MOST_FOUND, 3));
}

/// Profiles of two channels, the first with three streams, in a shape where the token comes last.
const PROFILES: &str = r#"<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
 xmlns:trt="http://www.onvif.org/ver10/media/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema"><s:Body>
<trt:GetProfilesResponse>
<trt:Profiles fixed="true" token="tiny"><tt:VideoSourceConfiguration token="v"><tt:SourceToken>0</tt:SourceToken>
</tt:VideoSourceConfiguration><tt:VideoEncoderConfiguration token="e"><tt:Encoding>H264</tt:Encoding>
<tt:Resolution><tt:Width>176</tt:Width><tt:Height>144</tt:Height></tt:Resolution></tt:VideoEncoderConfiguration></trt:Profiles>
<trt:Profiles token="jpeg"><tt:VideoSourceConfiguration><tt:SourceToken>0</tt:SourceToken></tt:VideoSourceConfiguration>
<tt:VideoEncoderConfiguration><tt:Encoding>JPEG</tt:Encoding><tt:Resolution><tt:Width>3840</tt:Width><tt:Height>2160</tt:Height>
</tt:Resolution></tt:VideoEncoderConfiguration></trt:Profiles>
<trt:Profiles token="small"><tt:VideoSourceConfiguration><tt:SourceToken>0</tt:SourceToken></tt:VideoSourceConfiguration>
<tt:VideoEncoderConfiguration><tt:Encoding>H264</tt:Encoding><tt:Resolution><tt:Width>640</tt:Width><tt:Height>360</tt:Height>
</tt:Resolution></tt:VideoEncoderConfiguration></trt:Profiles>
<trt:Profiles token="large"><tt:VideoSourceConfiguration><tt:SourceToken>0</tt:SourceToken></tt:VideoSourceConfiguration>
<tt:VideoEncoderConfiguration><tt:Encoding>H265</tt:Encoding><tt:Resolution><tt:Width>2560</tt:Width><tt:Height>1440</tt:Height>
</tt:Resolution></tt:VideoEncoderConfiguration></trt:Profiles>
<trt:Profiles token="second"><tt:VideoSourceConfiguration><tt:SourceToken>1</tt:SourceToken></tt:VideoSourceConfiguration>
<tt:VideoEncoderConfiguration><tt:Encoding>JPEG</tt:Encoding></tt:VideoEncoderConfiguration></trt:Profiles>
<trt:Profiles token="sound"/>
</trt:GetProfilesResponse></s:Body></s:Envelope>"#;

#[test]
fn main_is_the_largest_and_sub_the_smallest_that_is_wide_enough() {
    let profiles = media::profiles(&xml::parse(PROFILES).unwrap());
    let channels = media::channels(&profiles);
    let told: Vec<_> = channels
        .iter()
        .map(|channel| (channel.main.token.as_str(), channel.sub.as_ref().map(|sub| sub.token.as_str())))
        .collect();
    assert_eq!(told, [("large", Some("small")), ("second", None)]);
}

#[test]
fn a_streams_address_keeps_port_and_path_and_is_at_the_camera_that_was_asked() {
    let check = |uri: &str, expected: Option<&str>| {
        let text = format!("<a><MediaUri><Uri>{uri}</Uri></MediaUri></a>");
        let stream = media::stream(&xml::parse(&text).unwrap(), at(4));
        assert_eq!(stream.as_ref().map(bellwatch_domain::SourceAddress::as_str), expected, "{uri}");
    };
    check("rtsp://10.0.3.4:554/s?a=1&amp;b=2", Some("rtsp://10.0.3.4:554/s?a=1&b=2"));
    check("rtsp://0.0.0.0/live", Some("rtsp://10.0.3.4/live"));
    check(" rtsp://admin:hidden@192.168.1.9:8554/live ", Some("rtsp://10.0.3.4:8554/live"));
    check(
        "rtsp://10.0.3.4/u?user=a&amp;password=hidden",
        Some("rtsp://10.0.3.4/u?user={user}&password={password}"),
    );
    check("http://10.0.3.4/mjpeg", None);
    check("file:/etc/passwd", None);
    check("demo:gate", None);
    check("", None);
}

#[test]
fn a_digest_is_as_the_specification_computes_it() {
    // The example of ONVIF's Application Programmer's Guide, 6.1.1.3.
    let nonce = STANDARD.decode("LKqI6G/AikKCQrN0zqZFlg==").unwrap().try_into().unwrap();
    let created = chrono::Utc.with_ymd_and_hms(2010, 9, 16, 7, 50, 45).unwrap();
    let signed = Signed::new("a<b", &Secret::new("userpassword"), nonce, created);
    let envelope = Question::Profiles.envelope(Some(&signed));
    assert!(!envelope.contains("userpassword"), "{envelope}");
    let document = xml::parse(&envelope).unwrap();
    let said = |name| xml::words(document.root(), name).unwrap();
    assert_eq!((said("Username").as_str(), said("Created").as_str()), ("a<b", "2010-09-16T07:50:45Z"));
    assert_eq!(said("Password"), "tuOSpGlFlIXsozq4HFNeeGeFLEI=");
    assert!(xml::parse(&Question::StreamUri("<&>".to_owned()).envelope(None)).is_some());
}

#[test]
fn a_probe_is_a_message_of_its_own() {
    for sought in [Sought::Transmitter, Sought::Device] {
        let message = probe(sought, u128::MAX);
        let document = xml::parse(&message).unwrap();
        let id = xml::words(document.root(), "MessageID").unwrap();
        assert_eq!(id, "uuid:ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert!(xml::first(document.root(), "Types").is_some());
    }
}

#[test]
fn a_clock_is_read_and_one_that_is_none_is_not() {
    let said = |hour: &str| {
        let text = format!(
            "<a><UTCDateTime><Time><Hour>{hour}</Hour><Minute>5</Minute><Second>6</Second></Time>\
             <Date><Year>2026</Year><Month>2</Month><Day>3</Day></Date></UTCDateTime></a>"
        );
        media::time(&xml::parse(&text).unwrap()).map(|at| at.to_rfc3339())
    };
    assert_eq!(said("4").as_deref(), Some("2026-02-03T04:05:06+00:00"));
    assert_eq!((said("24"), said("x")), (None, None));
}

#[test]
fn names_are_free_and_say_where_several_are_alike() {
    let list = found(&[one(TERSE, 5), one(&TERSE.replace("10.0.3.5", "10.0.3.6"), 6)]);
    let config = Config {
        site: Site::with_defaults("School", chrono_tz::UTC),
        cameras: Vec::new(),
        profiles: BTreeMap::new(),
        schedules: Vec::new(),
        exceptions: Vec::new(),
        begun: Vec::new(),
    };
    let given = ["ipc 2".to_owned()];
    let mut names = names::Names::of(&config, given.iter());
    let mut told: Vec<String> = list.all().iter().map(|found| names.free(found, None)).collect();
    told.extend([1, 2].map(|channel| names.free(&list.all()[1], Some(channel))));
    assert_eq!(told, ["IPC", "IPC 10.0.3.6", "IPC 1", "IPC 10.0.3.6 2"]);
    assert_eq!(names.free(&list.all()[1], None), "IPC 10.0.3.6 (2)");
}

proptest! {
    /// Whatever arrives, nothing panics.
    #[test]
    fn anything_may_arrive(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), at_byte in 0_usize..1_500, letter in any::<u8>()) {
        answer::read(&bytes, at(1));
        for text in [TYPICAL, TERSE, PROFILES] {
            let mut harmed = text.as_bytes().to_vec();
            let place = at_byte % harmed.len();
            harmed[place] = letter;
            answer::read(&harmed, at(4));
            let harmed = xml::text(&harmed).into_owned();
            if let Some(document) = xml::parse(&harmed) {
                media::channels(&media::profiles(&document));
                media::stream(&document, at(4));
                media::time(&document);
            }
            answer::read(&text.as_bytes()[..place], at(4));
        }
    }

    /// Any address that a camera names either is refused or is one at the camera.
    #[test]
    fn any_stream_is_at_the_camera(uri in "(rtsp|rtsps|http)://[^<&]{0,60}") {
        let text = format!("<a><Uri>{uri}</Uri></a>");
        if let Some(address) = xml::parse(&text).and_then(|document| media::stream(&document, at(4))) {
            prop_assert_eq!(address.host(), Some("10.0.3.4"));
        }
    }
}

#[test]
fn deep_and_wide_documents_are_refused_in_a_moment() {
    let deep = format!("{}{}", "<a>".repeat(60_000), "</a>".repeat(60_000));
    let wide = format!("<a {}/>", (0..40_000).map(|nth| format!("b{nth}=\"\" ")).collect::<String>());
    assert!(xml::parse(&deep).is_none() && xml::parse(&wide).is_none());
    let bearable = format!("{}{}", "<a>".repeat(40_000), "</a>".repeat(40_000));
    let document = xml::parse(&bearable).unwrap();
    assert_eq!(xml::all(document.root(), "a").count(), 40_000);
}
