use super::*;

fn accepted(text: &str) {
    let words = parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
    assert_eq!(parse(&join(&words)), Ok(words), "{text}");
}

fn refused(text: &str, sentence: &str) {
    let problem = parse(text).expect_err(text);
    assert!(problem.to_string().contains(sentence), "{text}: {problem}");
}

#[test]
fn harmless_input_options_pass() {
    accepted("");
    accepted("-fflags nobuffer+discardcorrupt -flags low_delay");
    accepted("-analyzeduration 5M -probesize 5000000");
    accepted("-threads:v 2 -thread_type slice");
    accepted("-c:v h264_cuvid -reorder_queue_size 0");
    accepted("-user_agent 'Mozilla/5.0 (X11; \"quoted\")' -reconnect 1 -live_start_index -1");
    accepted("-rtsp_flags prefer_tcp -localaddr 192.168.1.10 -ss 00:01:30");
    accepted("-re -noautorotate");
}

#[test]
fn what_reaches_beyond_the_camera_is_refused_with_the_reason() {
    refused("-report", "writes files");
    refused("-y /etc/passwd", "writes files");
    refused("-progress file:/tmp/x", "writes files");
    refused("-vstats_file /tmp/x", "writes files");
    refused("-dump_attachment:v out.bin", "writes files");
    refused("-i /etc/passwd", "another input");
    refused("-f concat", "another input");
    refused("-f lavfi", "another input");
    refused("-stream_loop 3", "another input");
    refused("-filter_complex movie=/etc/passwd", "runs filters");
    refused("-vf movie=x", "runs filters");
    refused("-filter_script:v /tmp/x", "runs filters");
    refused("-/vf /tmp/x", "reads a file");
    refused("-protocol_whitelist file,http", "loosens a protection");
    refused("-safe 0", "loosens a protection");
    refused("-allowed_extensions ALL", "loosens a protection");
    refused("-rtsp_flags listen", "takes names");
    refused("-map 0:a", "output");
    refused("-t 5", "output");
    refused("-headers 'Authorization: Basic eA=='", "in clear");
    refused("-loglevel quiet", "Bellwatch sets it");
    refused("-rtsp_transport udp", "knob rtsp_transport");
    refused("-skip_frame nokey", "knob decode");
    refused("-hwaccel cuda", "knob hwaccel");
}

#[test]
fn words_that_make_no_sense_get_a_sentence() {
    refused("out.mp4", "\"out.mp4\" is not an option");
    refused("-fflags nobuffer out.mp4", "\"out.mp4\" is not an option");
    refused("-", "\"-\" is not an option");
    refused("'-fflags", "never closed");
    refused("-fflags", "needs a value");
    refused("-fflags /x", "takes names");
    refused("-probesize lots", "takes a number");
    refused("-probesiz 5", "did you mean -probesize?");
    refused("-zzzzzzzzzzz 5", "is not among the input options");
    refused("-c:v copy", "takes one word");
    refused("-c:v ../x", "takes one word");
    refused("-localaddr evil.example", "takes an IP address");
    refused("-user_agent 'a\nb'", "invisible");
    refused(&"-re ".repeat(41), "At most 40 words");
    refused(&format!("-user_agent {}", "x".repeat(600)), "At most 40 words with 500 characters");
}

#[test]
fn no_allowed_option_takes_a_path() {
    for (name, takes) in ALLOWED {
        let is_text = *takes == OptionValue::Text;
        for path in ["/etc/passwd", "file:/etc/passwd", "../x", "http://evil.example/"] {
            assert!(is_text || !takes.accepts(name, path), "-{name} {path}");
        }
    }
    let texts: Vec<&str> =
        ALLOWED.iter().filter(|(_, takes)| *takes == OptionValue::Text).map(|(name, _)| *name).collect();
    assert_eq!(texts, ["user_agent", "referer"], "a new option with free text needs a second look");
}
