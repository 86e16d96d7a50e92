//! What a camera says of its stream (RFC 4566).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Describes;
use super::media::{Codec, Media};

/// The description of `media`, or what a broken camera says instead.
pub(super) fn describe(media: &Media, describes: Describes) -> String {
    let head =
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=test camera\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\na=control:*\r\n";
    let video = |format: String| format!("{head}m=video 0 RTP/AVP 96\r\n{format}a=control:track1\r\n");
    match describes {
        Describes::Truth => video(truth(media)),
        Describes::UnknownCodec => video("a=rtpmap:96 X-NOBODY-KNOWS/90000\r\n".to_owned()),
        Describes::AudioOnly => {
            format!("{head}m=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=control:track1\r\n")
        }
        Describes::Nothing => head.to_owned(),
        Describes::Nonsense => "this is no description\r\n".to_owned(),
    }
}

fn truth(media: &Media) -> String {
    let sets: Vec<String> = media.parameter_sets.iter().map(|set| STANDARD.encode(set)).collect();
    match media.codec {
        Codec::H264 => format!(
            "a=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;sprop-parameter-sets={}\r\n",
            sets.join(",")
        ),
        Codec::H265 => {
            let names = ["sprop-vps", "sprop-sps", "sprop-pps"];
            let named: Vec<String> =
                names.iter().zip(&sets).map(|(name, set)| format!("{name}={set}")).collect();
            format!("a=rtpmap:96 H265/90000\r\na=fmtp:96 {}\r\n", named.join(";"))
        }
    }
}
