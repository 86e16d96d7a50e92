use super::LastErrorKind::*;
use super::*;
use crate::SourceScheme;
use crate::examples::every_kind;

const VERSION_5_1: &str = include_str!("../../../../../tests/fixtures/stderr/stderr-5.1.json");
const VERSION_9_0: &str = include_str!("../../../../../tests/fixtures/stderr/stderr-9.0.json");

/// What the recorded conditions mean, and whether frames had come before. Conditions in which ffmpeg was still
/// running are read as if they had been ended as stalled.
fn table() -> Vec<(LastErrorKind, bool, &'static [&'static str])> {
    let refused = |option: &str| OptionRefused { option: option.to_owned() };
    vec![
        (AuthFailed, false, &["401_basic_only_wrong", "401_no_password", "401_wrong_password"]),
        (Forbidden, false, &["status_403"]),
        (NotFoundOnCamera, false, &["status_404", "404_unknown_path"]),
        // Asked for video alone, a camera without video answers PLAY with 454; the next manner asks for all.
        (
            CameraError { status: 454 },
            false,
            &["status_454", "454_on_play", "sdp_audio_only_allowed_video", "sdp_broken", "sdp_empty"],
        ),
        (CameraError { status: 453 }, false, &["status_453"]),
        (CameraError { status: 500 }, false, &["status_500"]),
        (CameraError { status: 503 }, false, &["status_503"]),
        (TransportRefused, false, &["461_tcp_refused"]),
        (Refused, false, &["refused"]),
        (Unreachable, false, &["host_unreachable_noARP", "net_unreachable"]),
        (NameNotFound, false, &["dns_no_server", "dns_nxdomain", "at_in_password_unescaped"]),
        (
            ConnectTimeout,
            false,
            &[
                "blackhole_no_timeout",
                "blackhole_timeout5",
                "hang_accepts_no_answer_timeout5",
                "latency_8s_per_reply_timeout5",
                "rtsps_to_plain_port",
            ],
        ),
        (
            Stalled,
            true,
            &[
                "freeze_hang_tcp_timeout5",
                "freeze_tcp_no_timeout",
                "freeze_tcp_timeout40",
                "freeze_tcp_timeout5",
                "freeze_tcp_timeout5_copy",
                "freeze_tcp_timeout5_threads1",
                "freeze_tcp_timeout5_threads16",
                "freeze_tcp_timeout5_xerror",
                "freeze_udp_no_timeout",
                "freeze_udp_timeout5",
                // These ran well, and would have had to stall by themselves.
                "461_udp_refused_defaulttransport",
                "at_in_password_escaped",
                "bad_option_wrong_side",
                "hwaccel_auto",
                "latency_2s_per_reply_timeout5",
                "nokey",
                "stdin_eof",
            ],
        ),
        (
            Stalled,
            false,
            &[
                "freeze_from_start_defaulttransport",
                "freeze_from_start_tcp",
                "freeze_from_start_udp",
                "hang_accepts_no_answer_no_timeout",
            ],
        ),
        (
            EndedByCamera,
            true,
            &[
                "drop_fin_tcp",
                "drop_fin_tcp_xerror",
                "drop_fin_udp",
                "drop_rst_tcp",
                "drop_rst_tcp_xerror",
                "stdin_q",
            ],
        ),
        // What hangs up on us at once may be no camera, or one that is starting up.
        (EndedByCamera, false, &["rtsp_to_http_port", "sigterm_twice_hang"]),
        (NotVideo, false, &["sdp_audio_only_an", "sdp_audio_only_map0v"]),
        (CodecNotSupported, false, &["sdp_unknown_codec"]),
        (Damaged, false, &["garbage_payload", "sdp_wrong_codec"]),
        (Damaged, true, &["codec_change_midstream", "corrupt_10pct", "garbage_midstream"]),
        (refused("nosuchenc"), false, &["bad_encoder"]),
        (refused("foobar"), false, &["bad_option"]),
        (refused("rtsp_transport"), false, &["bad_option_value"]),
        (refused("rtps:"), false, &["bad_scheme"]),
        (refused("rw_timeout"), false, &["freeze_tcp_rw_timeout5", "rw_timeout"]),
        (refused("stimeout"), false, &["freeze_tcp_stimeout5", "stimeout"]),
        (refused("i"), false, &["missing_option_arg"]),
        (refused("output"), false, &["no_output"]),
        (
            HwaccelUnavailable,
            false,
            &[
                "h264_cuvid",
                "hwaccel_cuda",
                "hwaccel_cuda_outfmt",
                "hwaccel_d3d11va_on_linux",
                "hwaccel_qsv",
                "hwaccel_vaapi",
            ],
        ),
        (
            DiskFull,
            true,
            &[
                "diskfull_pipe_plus_snapshot",
                "diskfull_segment",
                "diskfull_snapshot",
                "diskfull_snapshot_seq",
            ],
        ),
        (KilledBySystem, true, &["sigkill"]),
        (
            Unknown,
            true,
            &[
                "output_exists_nostdin",
                "sigint",
                "sigterm",
                "snapshot_dir_missing",
                "snapshot_dir_missing_atomic",
                "snapshot_no_permission",
                "stdout_closed",
            ],
        ),
    ]
}

/// Conditions that went differently in the two versions: whether frames had come, 5.1, then 9.0.
fn apart() -> Vec<(&'static str, bool, LastErrorKind, LastErrorKind)> {
    let refused = |option: &str| OptionRefused { option: option.to_owned() };
    vec![
        ("bad_filter", false, refused("nosuch"), refused("nosuch=1")),
        // 5.1 lived with the limits on its memory, or went without its frames.
        ("oom_cgroup_40M", true, Stalled, KilledBySystem),
        ("mem_limit_rlimit_as_300M", true, KilledBySystem, Stalled),
        ("loss_2pct_udp", true, Damaged, Damaged),
        ("resolution_change_rawpipe", true, Damaged, Stalled),
        // 9.0 says that it never saw the size of a picture.
        ("nokey_nosprop", false, Damaged, Stalled),
        // Ran well after a beginning that 9.0 describes at length.
        ("sdp_nosprop", true, Stalled, Damaged),
    ]
}

fn recorded(json: &str, name: &str) -> (Vec<String>, Exit, Context) {
    let all: serde_json::Value = serde_json::from_str(json).unwrap();
    let one = &all[name];
    let lines = one["lines"].as_array().unwrap_or_else(|| panic!("{name} is not in the fixture")).iter();
    let lines = lines.flat_map(|line| {
        let (head, text) = line.as_str().unwrap().trim_start().split_once(' ').unwrap();
        let times: usize = head.strip_prefix('x').map_or(1, |times| times.parse().unwrap());
        // Those thousands came mingled; so many of each are what the last 200 lines hold.
        std::iter::repeat_n(text.to_owned(), times.min(30))
    });
    // ffmpeg's last 200 lines, as the runner keeps them.
    let lines: Vec<String> = lines.collect();
    let lines = lines[lines.len().saturating_sub(200)..].to_vec();
    let rc = one["rc"].as_i64();
    let exit = Exit {
        code: rc.filter(|rc| *rc >= 0).and_then(|rc| rc.try_into().ok()),
        signal: rc.filter(|rc| *rc < 0).and_then(|rc| (-rc).try_into().ok()),
    };
    let total =
        one["total"].as_f64().map(|seconds| chrono::Duration::milliseconds((seconds * 1000.0) as i64));
    let context = Context {
        source: Some(SourceScheme::Rtsp),
        stalled: rc.is_none(),
        ran_for: total,
        ..Context::default()
    };
    (lines, exit, context)
}

/// What was found instead, where it is not what was expected.
fn mistake(json: &str, name: &str, had_frames: bool, expected: &LastErrorKind) -> Option<String> {
    let (lines, exit, context) = recorded(json, name);
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let found = explain(&lines, exit, Context { had_frames, ..context });
    assert!(!found.evidence.is_empty(), "{name}");
    (found.kind != *expected)
        .then(|| format!("{name}: {:?} from {:?}, not {expected:?}", found.kind, found.evidence))
}

#[test]
fn every_recorded_condition_is_explained_alike_in_both_versions() {
    let mut mistakes = Vec::new();
    for (kind, had_frames, names) in table() {
        for name in names {
            mistakes.extend(mistake(VERSION_5_1, name, had_frames, &kind));
            mistakes.extend(mistake(VERSION_9_0, name, had_frames, &kind));
        }
    }
    for (name, had_frames, old, new) in apart() {
        mistakes.extend(mistake(VERSION_5_1, name, had_frames, &old));
        mistakes.extend(mistake(VERSION_9_0, name, had_frames, &new));
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn no_recorded_condition_is_left_out() {
    let mut known: Vec<&str> = table().iter().flat_map(|(_, _, names)| names.iter().copied()).collect();
    known.extend(apart().iter().map(|(name, ..)| *name));
    known.sort_unstable();
    for json in [VERSION_5_1, VERSION_9_0] {
        let all: serde_json::Value = serde_json::from_str(json).unwrap();
        let recorded: Vec<&str> = all.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(recorded, known);
    }
    assert_eq!(known.len(), 98);
}

fn kind(source: SourceScheme, had_frames: bool, lines: &[&str]) -> LastErrorKind {
    let context = Context { source: Some(source), had_frames, ..Context::default() };
    explain(lines, Exit { code: Some(1), signal: None }, context).kind
}

/// Recorded with ffmpeg 5.1.9 against small servers and files on one machine.
#[test]
fn http_cameras_are_explained() {
    let check =
        |line: &str, expected| assert_eq!(kind(SourceScheme::Http, false, &[line]), expected, "{line}");
    check("[error] http://10.0.0.1/x: Server returned 401 Unauthorized (authorization failed)", AuthFailed);
    check("[http @ 0x1] [warning] HTTP error 403 Forbidden", Forbidden);
    check("[http @ 0x1] [warning] HTTP error 404 Not Found", NotFoundOnCamera);
    check("[http @ 0x1] [warning] HTTP error 503 Service Unavailable", CameraError { status: 503 });
    check("[error] http://10.0.0.1/x: Connection timed out", ConnectTimeout);
    check("[error] http://10.0.0.1/page: Invalid data found when processing input", NotVideo);
    check(
        "[http @ 0x1] [error] Stream ends prematurely at 750, should be 18446744073709551615",
        EndedByCamera,
    );
    let late = ["[error] http://10.0.0.1/x: Connection timed out"];
    assert_eq!(kind(SourceScheme::Http, true, &late), Stalled);
}

#[test]
fn files_are_explained() {
    let check =
        |line: &str, expected| assert_eq!(kind(SourceScheme::File, false, &[line]), expected, "{line}");
    check("[error] file:/nowhere/x.mp4: No such file or directory", FileUnreadable);
    check("[in#0 @ 0x1] [error] Error opening input: Permission denied", FileUnreadable);
    check("[error] file:/srv: Is a directory", FileUnreadable);
    check("[error] file:/srv/notes.txt: Invalid data found when processing input", NotVideo);
    check("[fatal] Stream map '0:v:0' matches no streams.", NotVideo);
}

#[test]
fn a_saved_log_is_explained_without_any_context() {
    let check = |lines: &[&str], expected| {
        assert_eq!(explain(lines, Exit::default(), Context::default()).kind, expected, "{lines:?}");
    };
    check(&["[error] file:/nowhere/x.mp4: No such file or directory"], FileUnreadable);
    check(&["method DESCRIBE failed: 401 Unauthorized"], AuthFailed);
    check(&["rtsp://10.0.0.1/x: Connection refused"], Refused);
    check(&["[fatal] Unrecognized hwaccel: nonsense."], HwaccelUnavailable);
    check(&["[fatal] Unknown decoder 'nosuch'"], OptionRefused { option: "nosuch".to_owned() });
    check(&["nothing that anybody knows", ""], Unknown);
    check(&[], Unknown);
}

#[test]
fn the_evidence_is_the_line_that_says_what() {
    let lines = [
        "[tls @ 0x1] [error] An unexpected TLS packet was received.",
        "[error] https://127.0.0.1:8799/x: Input/output error",
        "[info] bye",
    ];
    let found = explain(&lines, Exit { code: Some(1), signal: None }, Context::default());
    assert_eq!((found.kind, found.evidence.as_str()), (Unknown, lines[0]));
    let long = format!("[error] {}", "é".repeat(1000));
    assert_eq!(explain(&[&long], Exit::default(), Context::default()).evidence.chars().count(), 500);
}

#[test]
fn a_signal_says_more_than_the_lines() {
    let end = |signal| {
        explain(&["[error] no frame!"], Exit { code: None, signal: Some(signal) }, Context::default())
    };
    assert_eq!(end(9).kind, KilledBySystem);
    assert_eq!((end(11).kind, end(11).evidence.as_str()), (Unknown, "ffmpeg was ended by signal 11"));
}

#[test]
fn damage_counts_when_it_lasts() {
    let start = DateTime::UNIX_EPOCH;
    let at = |ms: i64| start + chrono::Duration::milliseconds(ms);
    let mut meter = DamageMeter::default();
    // Joining between two keyframes: a burst, and then quiet.
    for n in 0..150 {
        meter.hear("[h264 @ 0x1] [error] non-existing PPS 0 referenced", at(n * 10));
    }
    assert_eq!(meter.verdict(at(10_000)), None);
    assert_eq!(meter.verdict(at(20_000)), None);
    // Three lines a second for half a minute.
    for n in 0..90 {
        meter.hear("[h264 @ 0x1] [error] error while decoding MB 1 2", at(20_000 + n * 333));
    }
    assert!(matches!(meter.verdict(at(50_000)), Some((Damaged, line)) if line.contains("MB 1 2")));
    meter.hear("[rtsp @ 0x1] [warning] Estimating duration", at(61_000));
    assert_eq!(meter.verdict(at(61_000)), None);
    // A silence after a bad window is not a second bad window.
    for n in 0..40 {
        meter.hear("no frame!", at(70_000 + n * 300));
    }
    assert_eq!(meter.verdict(at(300_000)), None);
}

#[test]
fn every_kind_has_a_word_a_sentence_a_cure_and_a_code_of_its_own() {
    let mut codes = Vec::new();
    for kind in every_kind() {
        codes.push(code(&kind));
        assert!(word(&kind).chars().count() <= 24, "{kind:?}");
        let named = sentence_about(&kind, "Gate 2");
        for text in [sentence(&kind), named.clone(), cure(&kind)] {
            assert!(
                text.ends_with('.') && text.starts_with(char::is_uppercase) || text.starts_with("ffmpeg"),
                "{text}"
            );
            assert!(!text.contains("  ") && !text.contains(".."), "{text}");
        }
        let about_this_machine = matches!(kind, FfmpegMissing | DiskFull | OptionRefused { .. });
        assert_eq!(named.contains("Gate 2"), !about_this_machine, "{named}");
    }
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count);
}
