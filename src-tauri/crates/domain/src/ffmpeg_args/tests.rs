use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;

use super::*;
use crate::examples::ability;
use crate::knobs::{self, KNOBS};
use crate::profile::{CpuAffinity, Decode, Hwaccel};
use crate::{InSoftware, ProfileId, Secret};

fn camera(address: &str) -> Camera {
    crate::examples::camera(1, address)
}

fn profile() -> StreamProfile {
    StreamProfile::with_defaults(ProfileId(1), "Usual")
}

fn site() -> Site {
    Site::with_defaults("School", chrono_tz::UTC)
}

fn spec(camera: &Camera, profile: &StreamProfile) -> RunSpec {
    build_ffmpeg_args(camera, profile, &site(), &ability(), Wish::default()).unwrap()
}

/// The command of `address` with these knobs.
fn command(address: &str, values: &[(&str, &str)]) -> String {
    spec(&camera(address), &with(values)).args.masked.join(" ")
}

fn with(values: &[(&str, &str)]) -> StreamProfile {
    let mut profile = profile();
    for (key, value) in values {
        knobs::set(&mut profile, key, value).unwrap();
    }
    profile
}

#[test]
fn an_rtsp_camera_has_exactly_this_command() {
    let mut camera = camera("rtsp://admin:p%40ss@10.0.0.1/s");
    camera.priority = 3;
    let spec = spec(&camera, &profile());
    let expected = "-hide_banner -nostdin -nostats -loglevel level+warning -filter_threads 1 -threads 1 \
        -rtsp_transport tcp -timeout 5000000 -allowed_media_types video -analyzeduration 1 \
        -i rtsp://admin:•••@10.0.0.1/s -map 0:v:0 -an -sn -dn -vf \
        select='if(isnan(t),1,if(isnan(prev_selected_t)+lt(t,ld(0)-1.500),1+0*st(0,t+0.250000),\
        if(gte(t,ld(0)-0.020000),1+0*st(0,max(ld(0)+0.250000,t+0.125000)))))',format=yuv420p|yuvj420p \
        -fps_mode passthrough -f yuv4mpegpipe pipe:1";
    assert_eq!(spec.args.masked.join(" "), expected);
    assert!(spec.args.words.contains(&"rtsp://admin:p%40ss@10.0.0.1/s".into()));
    assert_eq!((spec.priority, spec.nice, spec.fps, spec.hwaccel), (3, 5, 4.0, false));
    assert_eq!(camera.password, Some(Secret::new("p@ss")));
}

/// Knobs whose reader is recognition; the journey of the settings changes each.
const RECOGNITION_KNOBS: [(&str, &str); 3] =
    [("det_set", "320"), ("min_face_px", "80"), ("min_score", "0.5")];

/// Invariant 9: each stored setting has a reader.
#[test]
fn every_knob_changes_the_run() {
    let mut camera = camera("rtsp://10.0.0.1/s");
    camera.sub_address = Some(SourceAddress::parse("rtsp://10.0.0.1/sub").unwrap().address);
    let check = |before: &[(&str, &str)], key: &str, value: &str| {
        let changed = [before, &[(key, value)]].concat();
        let (old, new) = (spec(&camera, &with(before)), spec(&camera, &with(&changed)));
        assert!(!old.same_run(&new), "{key}={value}");
    };
    let mut seen = Vec::new();
    for (before, key, value) in [
        (&[][..], "fps", "8"),
        (&[], "stream", "sub"),
        (&[], "decode", "keyframes"),
        (&[], "rtsp_transport", "udp"),
        (&[], "hwaccel", "vaapi"),
        (&[("hwaccel", "vaapi")], "device", "/dev/dri/renderD129"),
        (&[("hwaccel", "cuda")], "gpu_index", "1"),
        (&[], "hb_interval", "20"),
        (&[], "snapshot_every", "off"),
        (&[], "picture_check", "off"),
        (&[], "clip_seconds", "10"),
        (&[], "stall_after", "40"),
        (&[], "cpu_affinity", "1,2"),
        (&[], "nice", "10"),
        (&[], "extra_cli", "-fflags nobuffer"),
    ] {
        check(before, key, value);
        seen.push(key);
    }
    // Recognition reads these from each tick's configuration; a healthy runner lives on.
    for (key, value) in RECOGNITION_KNOBS {
        let (old, new) = (spec(&camera, &with(&[])), spec(&camera, &with(&[(key, value)])));
        assert!(old.same_run(&new), "{key}={value}");
        seen.push(key);
    }
    let table: Vec<&str> = KNOBS.iter().map(|knob| knob.key).collect();
    assert!(table.iter().all(|key| seen.contains(key)), "a knob has no line above");
}

#[test]
fn the_sites_settings_reach_the_run() {
    let camera = camera("rtsp://10.0.0.1/s");
    let mut site = site();
    site.max_fps = Some(2.5);
    site.nice = 12;
    site.cpu_affinity = CpuAffinity::Auto;
    let spec = build_ffmpeg_args(&camera, &profile(), &site, &ability(), Wish::default()).unwrap();
    assert_eq!((spec.fps, spec.nice, spec.cpu_affinity), (2.5, 12, CpuAffinity::Auto));
    let says = with(&[("nice", "3"), ("cpu_affinity", "all")]);
    let own = build_ffmpeg_args(&camera, &says, &site, &ability(), Wish::default()).unwrap();
    assert_eq!((own.nice, own.cpu_affinity), (3, CpuAffinity::All));
    site.max_fps = Some(20.0);
    let free = build_ffmpeg_args(&camera, &profile(), &site, &ability(), Wish::default()).unwrap();
    assert_eq!(free.fps, 4.0);
}

#[test]
fn each_kind_of_source_is_opened_in_its_own_way() {
    let has = |address: &str, words: &str| {
        let command = command(address, &[]);
        assert!(command.contains(words), "{command}");
    };
    has(
        "rtsps://10.0.0.1/s",
        "-rtsp_transport tcp -timeout 5000000 -allowed_media_types video -analyzeduration 1 -i rtsps://",
    );
    has(
        "http://10.0.0.1/v.mjpg",
        "-rw_timeout 5000000 -use_wallclock_as_timestamps 1 -i http://10.0.0.1/v.mjpg",
    );
    has("https://10.0.0.1/a.m3u8", "-rw_timeout 5000000 -re -i https://10.0.0.1/a.m3u8");
    has("file:/srv/a b.mp4", "-re -stream_loop -1 -i file:/srv/a b.mp4");
    has("demo:gate", "-re -f lavfi -i color=");
}

#[test]
fn demo_words_choose_a_scene_and_never_enter_the_graph() {
    let graphs: std::collections::BTreeSet<String> = ["", "gate", "yard", "library", "one", "two", "three"]
        .iter()
        .map(|words| demo::graph(words))
        .collect();
    assert_eq!(graphs.len(), 7);
    assert_eq!(demo::graph("Main GATE 2"), demo::graph("gate"));
    assert!(!demo::graph("x[s];movie=/etc/passwd").contains("movie"));
}

#[test]
fn an_older_ffmpeg_gets_its_own_words() {
    let of = |version| {
        let ability = FfmpegAbility { version, hwaccels: Vec::new() };
        let spec =
            build_ffmpeg_args(&camera("rtsp://10.0.0.1/s"), &profile(), &site(), &ability, Wish::default());
        spec.unwrap().args.masked.join(" ")
    };
    assert!(of((4, 4)).contains("-stimeout 5000000") && of((4, 4)).contains("-vsync 0"));
    assert!(of((5, 0)).contains("-timeout 5000000") && of((5, 0)).contains("-vsync 0"));
    assert!(of((9, 0)).contains("-timeout 5000000") && of((9, 0)).contains("-fps_mode passthrough"));
}

#[test]
fn keyframes_alone_are_decoded_when_they_come_often_enough() {
    let check =
        |address: &str, knobs: &[(&str, &str)], interval_ms: Option<i64>, only: bool, measuring: bool| {
            let mut camera = camera(address);
            camera.keyframe_interval = interval_ms.map(Duration::milliseconds);
            let spec = spec(&camera, &with(knobs));
            assert_eq!(
                (spec.keyframes_only, spec.measuring_keyframes),
                (only, measuring),
                "{knobs:?} {interval_ms:?}"
            );
            let skips = spec.args.masked.windows(2).any(|pair| pair == ["-skip_frame", "nokey"]);
            assert_eq!(skips, only);
        };
    let rtsp = "rtsp://10.0.0.1/s";
    check(rtsp, &[("fps", "1")], Some(1000), true, false);
    check(rtsp, &[("fps", "1")], Some(1015), true, false);
    check(rtsp, &[("fps", "1")], Some(1100), false, false);
    check(rtsp, &[("fps", "0.5")], Some(2000), true, false);
    check(rtsp, &[("fps", "4")], Some(2000), false, false);
    check(rtsp, &[("fps", "2")], None, true, true);
    check(rtsp, &[("fps", "2.1")], None, false, false);
    check("file:/srv/a.mp4", &[("fps", "1")], None, false, false);
    check("demo:", &[("fps", "1"), ("decode", "keyframes")], None, false, false);
    check(rtsp, &[("fps", "30"), ("decode", "keyframes")], None, true, false);
    check(rtsp, &[("fps", "0.1"), ("decode", "all")], Some(1000), false, false);
}

#[test]
fn the_sub_stream_has_its_own_address_and_keyframes() {
    let mut camera = camera("rtsp://10.0.0.1/main");
    let profile = with(&[("stream", "sub"), ("fps", "1")]);
    let missing = build_ffmpeg_args(&camera, &profile, &site(), &ability(), Wish::default());
    assert_eq!(missing, Err(SettingsWrong::NoSubStream));
    camera.sub_address = Some(SourceAddress::parse("rtsp://10.0.0.1/sub").unwrap().address);
    camera.keyframe_interval = Some(Duration::seconds(10));
    camera.sub_keyframe_interval = Some(Duration::seconds(1));
    let spec = spec(&camera, &profile);
    assert!(spec.keyframes_only && spec.args.masked.contains(&"rtsp://10.0.0.1/sub".to_owned()));
}

#[test]
fn clips_are_a_second_output_that_cannot_hold_up_the_first() {
    let profile = with(&[("clip_seconds", "12")]);
    let film = "-f yuv4mpegpipe pipe:1 -map 0:v:0 -an -sn -dn -c:v copy -f tee \
                [f=mpegts:onfail=ignore:use_fifo=1:fifo_options=drop_pkts_on_overflow=1]pipe:0|[f=null]-";
    let held = spec(&camera("rtsp://10.0.0.1/s"), &profile);
    assert!(held.args.masked.join(" ").ends_with(film), "{:?}", held.args.masked);
    assert_eq!(held.clip, Some(Duration::seconds(12)));
    // Another length restarts the run, since the runner holds as much.
    assert!(!held.same_run(&spec(&camera("rtsp://10.0.0.1/s"), &with(&[("clip_seconds", "13")]))));
    let made = spec(&camera("demo:gate"), &profile);
    assert!(made.args.masked.join(" ").ends_with("pipe:1"), "a test source has nothing to copy");
    assert_eq!(made.clip, None);
    assert_eq!(spec(&camera("rtsp://10.0.0.1/s"), &with(&[])).clip, None);
}

#[test]
fn hardware_decoding_is_asked_for_where_it_is_to_be_had() {
    let check = |hwaccel: &str, more: &[(&str, &str)], expected: Option<&str>| {
        let profile = with(&[&[("hwaccel", hwaccel)], more].concat());
        let spec = spec(&camera("rtsp://10.0.0.1/s"), &profile);
        let command = spec.args.masked.join(" ");
        assert_eq!(spec.hwaccel, expected.is_some(), "{command}");
        assert!(command.contains(expected.unwrap_or("-threads 1 -rtsp_transport")), "{command}");
    };
    check("none", &[("device", "/dev/dri/renderD128")], None);
    check("auto", &[], Some("-hwaccel auto -rtsp"));
    check("cuda", &[("gpu_index", "2")], Some("-hwaccel cuda -hwaccel_device 2 -rtsp"));
    check(
        "vaapi",
        &[("device", "/dev/dri/renderD128")],
        Some("-hwaccel vaapi -hwaccel_device /dev/dri/renderD128 -rtsp"),
    );
    check(
        "qsv",
        &[("device", "/dev/dri/renderD128")],
        Some("-hwaccel qsv -qsv_device /dev/dri/renderD128 -hwaccel_output_format nv12"),
    );
    let asked = with(&[("hwaccel", "cuda")]);
    let in_software = |ability: &FfmpegAbility, wish| {
        build_ffmpeg_args(&camera("rtsp://10.0.0.1/s"), &asked, &site(), ability, wish).unwrap()
    };
    let failed = in_software(&ability(), Wish { failed_starts: 0, without_hwaccel: true });
    let not_built_in =
        in_software(&FfmpegAbility { hwaccels: vec!["vaapi".into()], ..ability() }, Wish::default());
    assert_eq!((failed.hwaccel, not_built_in.hwaccel), (false, false));
    assert_eq!(failed.in_software, Some(InSoftware::Failed));
    assert_eq!(not_built_in.in_software, Some(InSoftware::NotOffered("cuda")));
    assert_eq!(in_software(&ability(), Wish::default()).in_software, None);
    assert_eq!(spec(&camera("demo:"), &asked).in_software, None);
    assert!(!spec(&camera("demo:"), &asked).hwaccel);
}

#[test]
fn the_manner_changes_after_two_failed_starts_and_back() {
    let manner = |knobs: &[(&str, &str)], failed_starts| {
        let wish = Wish { failed_starts, without_hwaccel: false };
        let spec =
            build_ffmpeg_args(&camera("rtsp://10.0.0.1/s"), &with(knobs), &site(), &ability(), wish).unwrap();
        let command = spec.args.masked.join(" ");
        (command.contains("-rtsp_transport udp"), command.contains("-allowed_media_types video"))
    };
    let auto: Vec<_> = (0..6).map(|failed| manner(&[("rtsp_transport", "auto")], failed)).collect();
    assert_eq!(
        auto,
        [(false, true), (false, true), (true, false), (true, false), (false, true), (false, true)]
    );
    let tcp: Vec<_> = (0..4).map(|failed| manner(&[], failed)).collect();
    assert_eq!(tcp, [(false, true), (false, true), (false, false), (false, false)]);
    assert_eq!(manner(&[("rtsp_transport", "udp")], 0), (true, true));
}

#[test]
fn waiting_for_keyframes_is_no_stall() {
    let of = |knobs: &[(&str, &str)], interval: Option<i64>| {
        let mut camera = camera("rtsp://10.0.0.1/s");
        camera.keyframe_interval = interval.map(Duration::seconds);
        let spec = spec(&camera, &with(knobs));
        (spec.stall_after.num_seconds(), spec.start_within.num_seconds())
    };
    assert_eq!(of(&[], None), (10, 20));
    assert_eq!(of(&[("fps", "0.1"), ("decode", "all")], None), (40, 40));
    assert_eq!(of(&[("fps", "1")], None), (30, 30));
    assert_eq!(of(&[("fps", "1")], Some(1)), (30, 30));
    assert_eq!(of(&[("decode", "keyframes")], Some(12)), (60, 60));
    assert_eq!(of(&[("decode", "keyframes"), ("stall_after", "5")], Some(12)), (5, 20));
}

#[test]
fn settings_that_make_no_command_say_so() {
    let of = |change: fn(&mut StreamProfile)| {
        let mut profile = profile();
        change(&mut profile);
        build_ffmpeg_args(&camera("rtsp://10.0.0.1/s"), &profile, &site(), &ability(), Wish::default())
    };
    assert_eq!(of(|profile| profile.fps = f64::NAN), Err(SettingsWrong::Fps));
    let extra =
        of(|profile| profile.extra_cli = vec!["-y".into(), "/etc/passwd".into()]).unwrap_err().to_string();
    assert_eq!(
        extra,
        "The profile's additional arguments cannot be used. -y cannot be added: it writes files."
    );
    assert_eq!(of(|profile| profile.fps = 1e9).unwrap().fps, 30.0);
}

#[test]
fn additional_arguments_stand_before_the_input_and_are_masked() {
    let command =
        command("rtsp://admin:geheim@10.0.0.1/s", &[("extra_cli", "-user_agent geheim -fflags nobuffer")]);
    assert!(
        command
            .contains("-analyzeduration 1 -user_agent ••• -fflags nobuffer -i rtsp://admin:•••@10.0.0.1/s"),
        "{command}"
    );
}

fn any_profile() -> impl Strategy<Value = StreamProfile> {
    let choices = (0..3usize, 0..5usize, 0..3usize, 0.01..40.0f64, proptest::option::of(0..16u8), 0..3usize);
    choices.prop_map(|(transport, hwaccel, decode, fps, gpu_index, affinity)| StreamProfile {
        rtsp_transport: [RtspTransport::Tcp, RtspTransport::Udp, RtspTransport::Auto][transport],
        hwaccel: [Hwaccel::None, Hwaccel::Auto, Hwaccel::Cuda, Hwaccel::Vaapi, Hwaccel::Qsv][hwaccel],
        decode: [Decode::Auto, Decode::All, Decode::Keyframes][decode],
        fps,
        gpu_index,
        cpu_affinity: [None, Some(CpuAffinity::Auto), Some(CpuAffinity::Cores(vec![0]))][affinity].clone(),
        ..profile()
    })
}

proptest! {
    /// Letters that no argument and no address here contains, so that what is found is the password.
    #[test]
    fn no_password_is_seen_in_the_masked_arguments(
        profile in any_profile(), password in "[QXZ@:%#?/&é]{1,20}", address in 0..6usize, failed_starts in 0..9u32,
    ) {
        let address = [
            "rtsp://10.0.0.1/s", "rtsps://cam.lan:322/s?a=1", "http://[::1]/v", "http://h.lan/v?user=a&pwd=b",
            "https://h.lan/a.m3u8", "rtsp://h.lan/user=a_password=b_ch=1",
        ][address];
        let mut camera = camera(address);
        camera.user = Some("operator".to_owned());
        camera.password = Some(Secret::new(password.clone()));
        let wish = Wish { failed_starts, without_hwaccel: false };
        let spec = build_ffmpeg_args(&camera, &profile, &site(), &ability(), wish).unwrap();
        prop_assert_eq!(spec.args.words.len(), spec.args.masked.len());
        let shown = format!("{spec:?}");
        prop_assert!(shown.contains("•••"));
        for letter in ["Q", "X", "Z", "é", "%"] {
            prop_assert!(!shown.contains(letter), "{shown}");
        }
        let input = spec.args.words.iter().position(|word| word == "-i").unwrap() + 1;
        let opened = spec.args.words[input].to_str().unwrap();
        prop_assert!(opened.contains(&utf8_percent_encode(&password, NON_ALPHANUMERIC).to_string()), "{opened}");
    }
}
