//! What ffprobe says of a stream and its packets (`-of compact`), line by line, so that half an answer counts too.

use chrono::Duration;

/// A video stream as ffprobe saw it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stream {
    pub(super) codec: String,
    pub(super) width: u32,
    pub(super) height: u32,
    declared_fps: Option<f64>,
    /// Time of each packet, seconds, and whether it is a keyframe.
    packets: Vec<(f64, bool)>,
}

/// Reads ffprobe's answer; `None` when it names no video stream.
pub(super) fn parse(said: &str) -> Option<Stream> {
    let mut packets = Vec::new();
    let mut stream = None;
    for line in said.lines() {
        let mut fields = line.split('|');
        let kind = fields.next().unwrap_or_default();
        let value = |name: &str| {
            let found = line.split('|').find_map(|field| field.strip_prefix(name)?.strip_prefix('='));
            found.filter(|value| *value != "N/A")
        };
        match kind {
            "packet" => {
                let time = value("dts_time").or_else(|| value("pts_time")).and_then(|time| time.parse().ok());
                if let Some(time) = time {
                    packets.push((time, value("flags").is_some_and(|flags| flags.contains('K'))));
                }
            }
            "stream" if stream.is_none() => {
                let codec = value("codec_name").unwrap_or("unknown").to_owned();
                let side = |name| value(name).and_then(|side| side.parse().ok()).unwrap_or(0);
                let fps =
                    value("avg_frame_rate").and_then(ratio).or_else(|| value("r_frame_rate").and_then(ratio));
                stream = Some((codec, side("width"), side("height"), fps));
            }
            _ => {}
        }
    }
    let (codec, width, height, declared_fps) = stream?;
    Some(Stream { codec, width, height, declared_fps, packets })
}

/// `25/1`; nothing for `0/0` and for clock rates such as `90000/1`, which cameras give when they do not know.
fn ratio(text: &str) -> Option<f64> {
    let (above, below) = text.split_once('/')?;
    let ratio = above.parse::<f64>().ok()? / below.parse::<f64>().ok()?;
    (ratio.is_finite() && ratio > 0.0 && ratio <= 240.0).then_some(ratio)
}

impl Stream {
    /// Frames per second: counted, where that is possible, else as declared.
    pub(super) fn fps(&self) -> Option<f64> {
        let counted = match (self.packets.first(), self.packets.last()) {
            (Some((first, _)), Some((last, _))) if last - first >= 0.5 => {
                Some((self.packets.len() - 1) as f64 / (last - first))
            }
            _ => None,
        };
        counted.filter(|fps| *fps <= 240.0).or(self.declared_fps).map(|fps| (fps * 100.0).round() / 100.0)
    }

    /// The median distance of keyframes.
    pub(super) fn keyframe_interval(&self) -> Option<Duration> {
        let keyframes: Vec<f64> =
            self.packets.iter().filter(|(_, is_key)| *is_key).map(|(at, _)| *at).collect();
        let mut distances: Vec<i64> =
            keyframes.windows(2).map(|pair| ((pair[1] - pair[0]) * 1000.0).round() as i64).collect();
        distances.retain(|distance| *distance > 0);
        distances.sort_unstable();
        distances.get(distances.len() / 2).map(|distance| Duration::milliseconds(*distance))
    }

    /// Sentences worth knowing.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let span = match (self.packets.first(), self.packets.last()) {
            (Some((first, _)), Some((last, _))) => last - first,
            _ => 0.0,
        };
        if self.packets.is_empty() {
            remarks.push("The camera answers, but sent no video during the test.".to_owned());
        } else if self.keyframe_interval().is_none() && span >= 1.0 {
            remarks.push(format!(
                "Keyframes are more than {span:.0} s apart: after a start the first picture may take as long."
            ));
        }
        remarks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "packet|pts_time=N/A|dts_time=0.000000|flags=K__\n\
                        packet|pts_time=0.040000|dts_time=0.040000|flags=___\n\
                        packet|pts_time=1.000000|dts_time=N/A|flags=K_\n\
                        packet|pts_time=N/A|dts_time=N/A|flags=K_\n\
                        packet|pts_time=2.000000|dts_time=2.000000|flags=K_\n\
                        stream|codec_name=hevc|width=1920|height=1080|r_frame_rate=90000/1|avg_frame_rate=0/0\n";

    #[test]
    fn an_answer_is_read_with_its_gaps() {
        let stream = parse(SAID).unwrap();
        assert_eq!((stream.codec.as_str(), stream.width, stream.height), ("hevc", 1920, 1080));
        assert_eq!(stream.keyframe_interval(), Some(Duration::seconds(1)));
        assert_eq!(stream.fps(), Some(1.5));
        assert!(stream.remarks().is_empty());
    }

    #[test]
    fn what_was_not_seen_is_not_made_up() {
        let stream = parse("stream|codec_name=h264|width=0|height=0|avg_frame_rate=25/1\n").unwrap();
        assert_eq!((stream.fps(), stream.keyframe_interval()), (Some(25.0), None));
        assert_eq!(stream.remarks().len(), 1);
        assert_eq!(parse("packet|pts_time=1.0|flags=K_\n"), None);
        assert_eq!(parse(""), None);
    }
}
