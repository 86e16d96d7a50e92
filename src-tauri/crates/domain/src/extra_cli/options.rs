//! Which input options may be added, what each takes, and why well-known others may not.

/// What an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionValue {
    /// Nothing.
    None,
    /// A number, perhaps with a suffix as in `5M`, or a time as in `00:01:30`.
    Number,
    /// Names of flags, as in `nobuffer+discardcorrupt`.
    Flags,
    /// One word of letters, digits and underscores.
    Name,
    /// An IP address.
    Address,
    /// Free text.
    Text,
}

use OptionValue::{Address, Flags, Name, None as Nothing, Number, Text};

/// Every option that may be added, without its dash.
///
/// None of them names a file, another input, a filter or an output.
pub const ALLOWED: &[(&str, OptionValue)] = &[
    // Reading and probing.
    ("analyzeduration", Number),
    ("probesize", Number),
    ("formatprobesize", Number),
    ("fpsprobesize", Number),
    ("max_probe_packets", Number),
    ("fflags", Flags),
    ("avioflags", Flags),
    ("max_delay", Number),
    ("thread_queue_size", Number),
    ("use_wallclock_as_timestamps", Number),
    ("correct_ts_overflow", Number),
    ("itsoffset", Number),
    ("re", Nothing),
    ("readrate", Number),
    ("ss", Number),
    ("seek_timestamp", Number),
    ("r", Number),
    ("framerate", Number),
    // RTSP.
    ("rtsp_flags", Flags),
    ("reorder_queue_size", Number),
    ("buffer_size", Number),
    ("min_port", Number),
    ("max_port", Number),
    ("pkt_size", Number),
    ("localaddr", Address),
    ("timeout", Number),
    ("stimeout", Number),
    // HTTP, HLS and TLS.
    ("rw_timeout", Number),
    ("user_agent", Text),
    ("referer", Text),
    ("auth_type", Name),
    ("http_persistent", Number),
    ("http_multiple", Number),
    ("multiple_requests", Number),
    ("seekable", Number),
    ("reconnect", Number),
    ("reconnect_at_eof", Number),
    ("reconnect_streamed", Number),
    ("reconnect_on_network_error", Number),
    ("reconnect_delay_max", Number),
    ("live_start_index", Number),
    ("max_reload", Number),
    ("m3u8_hold_counters", Number),
    ("strict_mime_boundary", Number),
    ("tls_verify", Number),
    // Decoding.
    ("threads", Number),
    ("thread_type", Flags),
    ("flags", Flags),
    ("flags2", Flags),
    ("err_detect", Flags),
    ("ec", Flags),
    ("strict", Name),
    ("lowres", Number),
    ("skip_loop_filter", Name),
    ("skip_idct", Name),
    ("hwaccel_flags", Flags),
    ("extra_hw_frames", Number),
    ("c", Name),
    ("codec", Name),
    ("vcodec", Name),
    ("autorotate", Nothing),
    ("noautorotate", Nothing),
];

const WRITES: &str = "it writes files.";
const OPENS: &str = "it opens another input, and a camera has one address.";
const FILTERS: &str = "it runs filters, and what the pictures pass is Bellwatch's own.";
const LOOSENS: &str = "it loosens a protection of ffmpeg's.";
const OUTPUT: &str = "it belongs to the output, which is Bellwatch's own.";
const READS: &str = "it reads a file.";
const SECRETS: &str = "it may carry a password, and these arguments are kept in clear.";
const OURS: &str = "Bellwatch sets it itself, to know what ffmpeg is doing.";

/// All of them.
#[cfg(test)]
pub(crate) const REFUSALS: [&str; 8] = [WRITES, OPENS, FILTERS, LOOSENS, OUTPUT, READS, SECRETS, OURS];

/// The end of the sentence that refuses an option people know, by the option's name without dash and specifier.
pub(super) fn why_refused(name: &str) -> Option<&'static str> {
    Some(match name {
        "report" | "vstats" | "vstats_file" | "progress" | "dump_attachment" | "sdp_file" | "y"
        | "passlogfile" | "print_graphs_file" | "print_graphs" | "stats_enc_pre" | "stats_enc_post"
        | "stats_mux_pre" | "n" => WRITES,
        "i" | "f" | "format" | "concat" | "attach" | "stdin" | "isync" | "stream_loop" | "pattern_type" => {
            OPENS
        }
        "vf"
        | "af"
        | "filter"
        | "filter_complex"
        | "lavfi"
        | "filter_script"
        | "filter_complex_script"
        | "filter_complex_threads"
        | "filter_threads"
        | "reinit_filter"
        | "init_hw_device"
        | "filter_hw_device" => FILTERS,
        "protocol_whitelist"
        | "protocol_blacklist"
        | "format_whitelist"
        | "codec_whitelist"
        | "safe"
        | "allowed_extensions"
        | "allowed_segment_extensions"
        | "extension_picky"
        | "enable_drefs"
        | "use_absolute_path"
        | "listen"
        | "listen_timeout" => LOOSENS,
        "map"
        | "an"
        | "sn"
        | "dn"
        | "vn"
        | "b"
        | "s"
        | "t"
        | "to"
        | "frames"
        | "vframes"
        | "pix_fmt"
        | "vsync"
        | "fps_mode"
        | "metadata"
        | "movflags"
        | "preset"
        | "crf"
        | "g"
        | "tag"
        | "bsf"
        | "copyts"
        | "shortest"
        | "acodec"
        | "scodec"
        | "ac"
        | "ar"
        | "q"
        | "qscale"
        | "target"
        | "aspect"
        | "frame_drop_threshold" => OUTPUT,
        "headers" | "cookies" | "post_data" | "key" | "decryption_key" | "http_proxy" | "passphrase" => {
            SECRETS
        }
        "ca_file" | "cafile" | "cert_file" | "cert" | "key_file" | "fpre" | "vpre" | "pre" => READS,
        _ if name.starts_with('/') => READS,
        "loglevel" | "v" | "hide_banner" | "nostdin" | "nostats" | "stats" | "stats_period" | "debug"
        | "benchmark" | "benchmark_all" | "timelimit" | "xerror" | "abort_on" | "cpuflags" | "dump"
        | "hex" => OURS,
        "rtsp_transport" => "the knob rtsp_transport says it.",
        "hwaccel" | "hwaccel_output_format" => "the knob hwaccel says it.",
        "hwaccel_device" | "qsv_device" | "vaapi_device" => "the knobs device and gpu_index say it.",
        "skip_frame" | "discard" => "the knob decode says it.",
        "allowed_media_types" => "Bellwatch asks for video alone.",
        _ => return None,
    })
}

impl OptionValue {
    /// Whether `value` is one that the option `name` takes.
    pub(super) fn accepts(self, name: &str, value: &str) -> bool {
        let all = |fits: fn(char) -> bool| !value.is_empty() && value.len() <= 200 && value.chars().all(fits);
        match self {
            Nothing => false,
            Number => is_number(value),
            // As a server, ffmpeg would wait for the camera to call; raw packets are no pictures.
            Flags => {
                let is_loosening =
                    name == "rtsp_flags" && (value.contains("listen") || value.contains("satip"));
                all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-')) && !is_loosening
            }
            Name => all(|c| c.is_ascii_alphanumeric() || c == '_') && value != "copy",
            Address => value.parse::<std::net::IpAddr>().is_ok(),
            Text => all(|c| !c.is_control()) && !value.starts_with('-'),
        }
    }

    /// What it takes, as the end of a sentence.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Nothing => "nothing",
            Number => "a number",
            Flags => "names joined by + or -",
            Name => "one word of letters and digits",
            Address => "an IP address of this machine",
            Text => "a text of at most 200 characters that does not begin with a dash",
        }
    }
}

fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    let digits =
        digits.strip_suffix(['k', 'K', 'M', 'G']).or_else(|| digits.strip_suffix("ms")).unwrap_or(digits);
    let digits = digits.strip_suffix(['s', 'u']).unwrap_or(digits);
    let parts_are_fine = digits.split(':').count() <= 3;
    value.len() <= 20
        && parts_are_fine
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ':' | '/'))
}
