//! Demo pictures: calm scenes with something that moves and a clock, made by ffmpeg alone.
//!
//! The clock is drawn of bars, because text needs fonts and a font configuration that not every ffmpeg has. It
//! shows minutes and seconds of the wall clock, which are the same in nearly every time zone. The still part of a
//! scene is drawn once and repeated: a demo camera costs about 4 % of a core (ffmpeg 5.1, 4 frames a second taken).

use std::fmt::Write;

struct Scene {
    /// Words that ask for it.
    names: &'static [&'static str],
    /// Colour behind everything.
    ground: &'static str,
    /// What stands still, as drawbox and drawgrid filters.
    still: &'static str,
    /// Colour and size of what moves.
    mover: &'static str,
    /// Where it is at `t`.
    path: &'static str,
}

const SCENES: &[Scene] = &[
    Scene {
        names: &["corridor", "hall", "entrance"],
        ground: "0xcfc8ba",
        still: "drawbox=0:470:1280:250:0x8d8375:fill,drawbox=0:462:1280:8:0x6f675b:fill,\
                drawbox=120:170:170:292:0x7d9a9e:fill,drawbox=560:170:170:292:0x7d9a9e:fill,\
                drawbox=1000:170:170:292:0x7d9a9e:fill,drawbox=0:140:1280:8:0xe9e4da:fill",
        mover: "0x3f5c7a:56x170",
        path: "x='mod(t*70,W+w)-w':y=430",
    },
    Scene {
        names: &["gate", "street", "parking"],
        ground: "0xb9cfdd",
        still: "drawbox=0:500:1280:220:0x7b7d80:fill,drawbox=0:420:1280:80:0x6b8f63:fill,\
                drawbox=0:196:1280:6:0x4a5560:fill,drawgrid=x=0:y=720:w=64:h=720:t=6:c=0x4a5560",
        mover: "0xe0b64a:260x120",
        path: "x='W-mod(t*110,W+w)':y=480",
    },
    Scene {
        names: &["yard", "garden", "playground", "sports"],
        ground: "0xc7dbe6",
        still: "drawbox=0:330:1280:390:0x7fa66b:fill,drawbox=160:140:420:210:0xb98f72:fill,\
                drawbox=210:190:70:70:0xdfe7ea:fill,drawbox=330:190:70:70:0xdfe7ea:fill,\
                drawbox=450:190:70:70:0xdfe7ea:fill",
        mover: "0xf2f0e6:44x44",
        path: "x='W/2+sin(t/2)*500-w/2':y='560-abs(sin(t*2))*150'",
    },
    Scene {
        names: &["library", "class", "classroom", "lab", "office"],
        ground: "0x4f463e",
        still: "drawbox=0:560:1280:160:0x39322c:fill,drawbox=80:150:240:130:0x77605a:fill,\
                drawbox=360:170:180:110:0x5f7470:fill,drawbox=800:150:300:130:0x7a6d50:fill,\
                drawbox=180:340:360:120:0x5c6478:fill,drawbox=700:330:220:130:0x745a48:fill,\
                drawbox=80:280:1120:16:0x8a7058:fill,drawbox=80:460:1120:16:0x8a7058:fill",
        mover: "0xa8bfb2:70x150",
        path: "x='W/2+sin(t/3)*460-w/2':y=470",
    },
];

/// Grounds for words that name no scene, so that `demo:anything` is a picture of its own.
const GROUNDS: &[&str] = &["0xcfc8ba", "0xb9c7b4", "0xc9bccb", "0xb8c4cc", "0xd2c3b0", "0xa9bdb9"];

/// A `lavfi` graph of the scene that `words` ask for: 1280×720, 15 frames a second.
///
/// `words` never enter the graph, so nothing can be smuggled into it.
pub(super) fn graph(words: &str) -> String {
    let words = words.to_lowercase();
    let sum = words.bytes().fold(0usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
    let named = SCENES.iter().find(|scene| scene.names.iter().any(|name| words.contains(name)));
    let (scene, ground) = match named {
        Some(scene) => (scene, scene.ground),
        None if words.is_empty() => (&SCENES[0], SCENES[0].ground),
        None => (&SCENES[sum % SCENES.len()], GROUNDS[sum / SCENES.len() % GROUNDS.len()]),
    };
    let Scene { still, mover, path, .. } = scene;
    let mut graph = format!(
        "color={ground}:1280x720:15:0.05,{still},loop=-1:1,setpts=N/15/TB[s];color={mover}:15[m];\
         [s][m]overlay={path},drawbox=24:24:234:80:black@0.45:fill"
    );
    clock(44, 36, &mut graph);
    graph
}

/// Adds a clock of minutes and seconds whose upper left corner is at (`x`, `y`).
fn clock(x: u32, y: u32, graph: &mut String) {
    const WIDTH: u32 = 30;
    const HEIGHT: u32 = 56;
    const BAR: u32 = 6;
    // Bars a to g of a seven-segment digit: x, y, width, height, and in which digits it is lit (bit n: digit n).
    let half = HEIGHT / 2;
    let bars = [
        (0, 0, WIDTH, BAR, 0b11_1110_1101),
        (WIDTH - BAR, 0, BAR, half, 0b11_1001_1111),
        (WIDTH - BAR, half, BAR, half, 0b11_1111_1011),
        (0, HEIGHT - BAR, WIDTH, BAR, 0b11_0110_1101),
        (0, half, BAR, half, 0b01_0100_0101),
        (0, 0, BAR, half, 0b11_0111_0001),
        (0, half - BAR / 2, WIDTH, BAR, 0b11_0111_1100),
    ];
    // Where a digit stands, of how many seconds it counts, and where it begins anew.
    for (left, seconds, digits) in [(0, 600, 6), (44, 60, 10), (112, 10, 6), (156, 1, 10)] {
        for (bar_x, bar_y, width, height, lit) in bars {
            let (bar_x, bar_y) = (x + left + bar_x, y + bar_y);
            // Writing into a String cannot fail.
            let _ = write!(
                graph,
                ",drawbox={bar_x}:{bar_y}:{width}:{height}:white:fill:\
                 enable='bitand({lit},pow(2,mod(floor(time(0)/{seconds}),{digits})))'"
            );
        }
    }
    for dot_y in [y + 14, y + 36] {
        let _ = write!(graph, ",drawbox={}:{dot_y}:6:6:white:fill", x + 90);
    }
}
