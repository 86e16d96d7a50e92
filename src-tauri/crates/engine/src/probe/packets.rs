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

/// Reads ffprobe's answer, of the first video stream; `None` when it names none.
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
                    let is_key = value("flags").is_some_and(|flags| flags.contains('K'));
                    packets.push((value("stream_index").unwrap_or_default(), time, is_key));
                }
            }
            "stream" if stream.is_none() && value("codec_type") == Some("video") => {
                let index = value("index").unwrap_or_default();
                let codec = value("codec_name").unwrap_or("unknown").to_owned();
                let side = |name| value(name).and_then(|side| side.parse().ok()).unwrap_or(0);
                let fps =
                    value("avg_frame_rate").and_then(ratio).or_else(|| value("r_frame_rate").and_then(ratio));
                stream = Some((index, codec, side("width"), side("height"), fps));
            }
            _ => {}
        }
    }
    let (index, codec, width, height, declared_fps) = stream?;
    let its_own = packets.into_iter().filter(|(of, _, _)| *of == index);
    let packets = its_own.map(|(_, time, is_key)| (time, is_key)).collect();
    Some(Stream { codec, width, height, declared_fps, packets })
}

/// `25/1`; nothing for `0/0` and for clock rates such as `90000/1`, which cameras give when they do not know.
fn ratio(text: &str) -> Option<f64> {
    let (above, below) = text.split_once('/')?;
    let ratio = above.parse::<f64>().ok()? / below.parse::<f64>().ok()?;
    (ratio.is_finite() && ratio > 0.0 && ratio <= 240.0).then_some(ratio)
}

impl Stream {
    /// Frames per second: by the median distance of packets, which a jump of the camera's clock does not spoil, else
    /// as declared.
    pub(super) fn fps(&self) -> Option<f64> {
        let counted = median_ms(self.packets.iter().map(|(at, _)| *at)).map(|distance| 1000.0 / distance);
        let fps = counted.filter(|fps| self.packets.len() > 5 && *fps <= 240.0).or(self.declared_fps)?;
        Some((fps * 100.0).round() / 100.0)
    }

    /// The median distance of keyframes.
    pub(super) fn keyframe_interval(&self) -> Option<Duration> {
        let distance = median_ms(self.keyframes())?;
        Some(Duration::milliseconds(distance.round() as i64))
    }

    /// Sentences worth knowing.
    pub(super) fn remarks(&self) -> Vec<String> {
        let seconds = match (self.packets.first(), self.packets.last()) {
            (Some((first, _)), Some((last, _))) => last - first,
            _ => return vec!["The camera answers, but sent no video during the test.".to_owned()],
        };
        let how_many = match self.keyframes().count() {
            0 => "No keyframe",
            1 => "Only one keyframe",
            _ => return Vec::new(),
        };
        if seconds < 2.0 {
            return Vec::new();
        }
        vec![format!(
            "{how_many} came within {seconds:.0} s: after a start, the first picture may take a while."
        )]
    }

    fn keyframes(&self) -> impl Iterator<Item = f64> {
        self.packets.iter().filter(|(_, is_key)| *is_key).map(|(at, _)| *at)
    }
}

/// The median of the distances between instants in seconds, in milliseconds; steps backwards do not count.
fn median_ms(instants: impl Iterator<Item = f64>) -> Option<f64> {
    let instants: Vec<f64> = instants.collect();
    let mut distances: Vec<f64> = instants.windows(2).map(|pair| (pair[1] - pair[0]) * 1000.0).collect();
    distances.retain(|distance| *distance > 0.0);
    distances.sort_by(f64::total_cmp);
    distances.get(distances.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packets(times: &[(f64, bool)]) -> String {
        let line = |(at, key): &(f64, bool)| {
            format!(
                "packet|stream_index=1|pts_time=N/A|dts_time={at:.6}|flags={}\n",
                if *key { "K__" } else { "___" }
            )
        };
        times.iter().map(line).collect()
    }

    const STREAM: &str = "stream|index=1|codec_name=hevc|codec_type=video|width=1920|height=1080|r_frame_rate=90000/1|avg_frame_rate=0/0\n";

    #[test]
    fn an_answer_is_read_with_its_gaps() {
        let mut times: Vec<(f64, bool)> = (0..100).map(|n| (f64::from(n) * 0.04, n % 25 == 10)).collect();
        // The camera's clock was set while it sent.
        times[3].0 = -7.0;
        let odd = "packet|stream_index=1|pts_time=N/A|dts_time=N/A|flags=K_\n\
                   packet|stream_index=1|pts_time=4.0|dts_time=N/A|flags=_\n\
                   packet|stream_index=0|pts_time=9.0|dts_time=9.0|flags=K_\n\
                   stream|index=0|codec_name=aac|codec_type=audio|avg_frame_rate=0/0\n";
        let stream = parse(&format!("{}{odd}{STREAM}", packets(&times))).unwrap();
        assert_eq!((stream.codec.as_str(), stream.width, stream.height), ("hevc", 1920, 1080));
        assert_eq!(stream.keyframe_interval(), Some(Duration::seconds(1)));
        assert_eq!(stream.fps(), Some(25.0));
        assert_eq!(stream.remarks(), [""; 0]);
    }

    #[test]
    fn few_keyframes_are_worth_a_remark() {
        let check = |keyframe_at: u32, expected: &str| {
            let times: Vec<_> = (0..101).map(|n| (f64::from(n) * 0.04, n == keyframe_at)).collect();
            let remarks = parse(&format!("{}{STREAM}", packets(&times))).unwrap().remarks();
            assert!(remarks[0].starts_with(expected), "{remarks:?}");
        };
        check(10, "Only one keyframe came within 4 s");
        check(1000, "No keyframe came within 4 s");
    }

    #[test]
    fn what_was_not_seen_is_not_made_up() {
        let stream =
            parse("stream|index=0|codec_name=h264|codec_type=video|width=0|height=0|avg_frame_rate=25/1\n")
                .unwrap();
        assert_eq!((stream.fps(), stream.keyframe_interval()), (Some(25.0), None));
        assert_eq!(stream.remarks().len(), 1);
        assert_eq!(parse("packet|pts_time=1.0|flags=K_\n"), None);
        assert_eq!(parse("stream|index=0|codec_name=aac|codec_type=audio\n"), None);
        assert_eq!(parse(""), None);
    }
}
