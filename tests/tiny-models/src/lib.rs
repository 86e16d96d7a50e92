//! A detector and an embedder of the tests' own making, and the faces that they know.
//!
//! A tiny face is a magenta square whose inner half holds a pattern of 4 × 4 blocks, another one for each person. The
//! detector has the inputs and outputs of YuNet and finds such squares of 24 to 72 pixels (in the picture as the
//! detector gets it) whose centres are at least 110 pixels apart. The embedder sees the pattern alone. Real weights are
//! not needed, and what the models say can be worked out by hand.

mod onnx;

pub use onnx::{Graph, Side};

/// Numbers in a tiny embedding.
pub const EMBEDDING_LENGTH: u64 = 48;

/// Side of the crop that the tiny embedder takes, pixels.
pub const CROP_PX: u64 = 112;

/// Where landmarks lie within a tiny face, as fractions of its side: ArcFace's points by its 112 pixels. So the aligned
/// crop is the square itself.
pub const LANDMARKS: [(f32, f32); 5] = [
    (38.2946 / 112.0, 51.6963 / 112.0),
    (73.5318 / 112.0, 51.5014 / 112.0),
    (56.0252 / 112.0, 71.7366 / 112.0),
    (41.5493 / 112.0, 92.3655 / 112.0),
    (70.7299 / 112.0, 92.2041 / 112.0),
];

/// Colours of blocks: none of them looks magenta to the detector, and red and blue play different parts.
const BLOCKS: [[u8; 3]; 5] = [[0, 0, 0], [250, 250, 250], [240, 240, 0], [0, 240, 240], [0, 220, 0]];

/// Cells of 8 pixels that are looked at around a cell, to each side.
const REACH: u64 = 6;

/// A grey picture, RGB.
pub fn canvas(width: usize, height: usize) -> Vec<u8> {
    vec![96; 3 * width * height]
}

/// Paints the face of a person into an RGB picture `width` pixels wide, with its upper left corner at `at`.
///
/// # Panics
///
/// When the square does not lie within the picture.
pub fn paint(rgb: &mut [u8], width: usize, at: (usize, usize), side: usize, person: u64) {
    for y in 0..side {
        for x in 0..side {
            let inner =
                |part: usize| (4 * part >= side && 4 * part < 3 * side).then(|| (4 * part - side) * 2 / side);
            let colour = match (inner(x), inner(y)) {
                (Some(column), Some(row)) => block(person, 4 * row + column),
                _ => [255, 0, 255],
            };
            let start = 3 * ((at.1 + y) * width + at.0 + x);
            rgb[start..start + 3].copy_from_slice(&colour);
        }
    }
}

fn block(person: u64, nth: usize) -> [u8; 3] {
    let mut bits = (person + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ (nth as u64 + 1).wrapping_mul(0xd6e8_feb8_6659_fd93);
    bits = (bits ^ bits >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
    bits = (bits ^ bits >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
    BLOCKS[((bits ^ bits >> 32) % BLOCKS.len() as u64) as usize]
}

/// The detector: planar BGR, 0–255, any size that is a multiple of 32.
pub fn detector() -> Vec<u8> {
    let mut graph = Graph::default();
    let any = |last| [Side::Is(1), Side::Named("cells"), Side::Is(last)];
    graph.input("input", &[Side::Is(1), Side::Is(3), Side::Named("height"), Side::Named("width")]);
    // How magenta a pixel is, 0 to 1: (blue + red) / 2 − green, from 64 to 192.
    graph.floats("magenta", &[1, 3, 1, 1], &[0.5 / 128.0, -1.0 / 128.0, 0.5 / 128.0]);
    graph.floats("less", &[1], &[-0.5]);
    graph.floats("zero", &[], &[0.0]);
    graph.floats("one", &[], &[1.0]);
    graph.node("Conv", &["input", "magenta", "less"], "marked", &[("kernel_shape", &[1, 1])]);
    graph.node("Clip", &["marked", "zero", "one"], "mark", &[]);
    // Per cell of 8 × 8: how much, and its moments about the cell's middle.
    let of = |f: fn(f32, f32) -> f32, side: u64, unit: f32, middle: f32| -> Vec<f32> {
        (0..side * side)
            .map(|at| f(((at % side) as f32 - middle) * unit, ((at / side) as f32 - middle) * unit))
            .collect()
    };
    let moments: [fn(f32, f32) -> f32; 3] = [|_, _| 1.0, |x, _| x, |_, y| y];
    let in_cell: Vec<f32> = moments.iter().flat_map(|f| of(*f, 8, 1.0, 3.5)).collect();
    graph.floats("in_cell", &[3, 1, 8, 8], &in_cell);
    graph.node("Conv", &["mark", "in_cell"], "cells", &[("kernel_shape", &[8, 8]), ("strides", &[8, 8])]);
    // Over a window of cells: the same about the middle cell's middle. A moment takes the cells' amounts by their
    // distance, and their own moments.
    let side = 2 * REACH + 1;
    let mut window = Vec::new();
    for (nth, moment) in moments.iter().enumerate() {
        for channel in 0..3 {
            window.extend(match (nth, channel) {
                (_, 0) => of(*moment, side, 8.0, REACH as f32),
                (nth, channel) if nth == channel => of(moments[0], side, 1.0, 0.0),
                _ => vec![0.0; (side * side) as usize],
            });
        }
    }
    graph.floats("window", &[3, 3, side, side], &window);
    let reach = REACH as i64;
    graph.node(
        "Conv",
        &["cells", "window"],
        "sums",
        &[("kernel_shape", &[side as i64, side as i64]), ("pads", &[reach, reach, reach, reach])],
    );
    for (name, nth) in [("amount", 0), ("sum_x", 1), ("sum_y", 2)] {
        graph.integers(&format!("{name}_at"), &[nth]);
        graph.node("Gather", &["sums", &format!("{name}_at")], name, &[("axis", &[1])]);
    }
    graph.node("Max", &["amount", "one"], "amount_at_least", &[]);
    // A half-empty frame: its amount is three quarters of the square.
    graph.floats("three_quarters", &[], &[0.75]);
    graph.floats("eighth", &[], &[0.125]);
    graph.floats("half", &[], &[0.5]);
    graph.node("Div", &["amount_at_least", "three_quarters"], "area", &[]);
    graph.node("Sqrt", &["area"], "side_px", &[]);
    graph.node("Mul", &["side_px", "eighth"], "side_in_cells", &[]);
    graph.node("Log", &["side_in_cells"], "log_side", &[]);
    graph.floats("five", &[], &[5.0]);
    let mut scores = vec!["enough".to_owned()];
    for axis in ["x", "y"] {
        let name = |what: &str| format!("{what}_{axis}");
        graph.node("Div", &[&name("sum"), "amount_at_least"], &name("off_px"), &[]);
        graph.node("Mul", &[&name("off_px"), "eighth"], &name("off_cells"), &[]);
        graph.node("Add", &[&name("off_cells"), "half"], &name("centre"), &[]);
        graph.node("Abs", &[&name("off_px")], &name("far"), &[]);
        graph.node("Sub", &["five", &name("far")], &name("near"), &[]);
        graph.node("Clip", &[&name("near"), "zero", "one"], &name("here"), &[]);
        scores.push(name("here"));
    }
    // From 24 px on; the slope keeps half a square at the edge from counting.
    graph.floats("least", &[], &[24.0 * 24.0 * 0.7]);
    graph.node("Sub", &["amount", "least"], "beyond", &[]);
    graph.node("Clip", &["beyond", "zero", "one"], "enough", &[]);
    graph.node("Mul", &[&scores[0], &scores[1]], "score_part", &[]);
    graph.node("Mul", &["score_part", &scores[2]], "score", &[]);
    let mut points = Vec::new();
    for (nth, (x, y)) in LANDMARKS.iter().enumerate() {
        for (axis, part) in [("x", x), ("y", y)] {
            let name = format!("point_{nth}_{axis}");
            graph.floats(&format!("{name}_part"), &[], &[part - 0.5]);
            graph.node("Mul", &["side_in_cells", &format!("{name}_part")], &format!("{name}_off"), &[]);
            graph.node("Add", &[&format!("centre_{axis}"), &format!("{name}_off")], &name, &[]);
            points.push(name);
        }
    }
    let points: Vec<&str> = points.iter().map(String::as_str).collect();
    graph.node("Concat", &["centre_x", "centre_y", "log_side", "log_side"], "box_map", &[("axis", &[1])]);
    graph.node("Concat", &points, "point_map", &[("axis", &[1])]);
    graph.integers("as_rows_1", &[1, 1, -1]);
    graph.integers("as_rows_4", &[1, 4, -1]);
    graph.integers("as_rows_10", &[1, 10, -1]);
    let maps = [("cls", "score", 1), ("obj", "score", 1), ("bbox", "box_map", 4), ("kps", "point_map", 10)];
    for (out, map, length) in maps {
        let mut from = map.to_owned();
        for stride in [8, 16, 32] {
            if stride > 8 {
                // Nothing is found at the coarser strides: the maps are there and hold zeros.
                let (smaller, none) = (format!("{out}_{stride}_small"), format!("{out}_{stride}_none"));
                let halve: [(&str, &[i64]); 2] = [("kernel_shape", &[2, 2]), ("strides", &[2, 2])];
                graph.node("MaxPool", &[&from], &smaller, &halve);
                graph.node("Mul", &[&smaller, "zero"], &none, &[]);
                from = none;
            }
            let rows = format!("{out}_{stride}_rows");
            graph.node("Reshape", &[&from, &format!("as_rows_{length}")], &rows, &[]);
            graph.node("Transpose", &[&rows], &format!("{out}_{stride}"), &[("perm", &[0, 2, 1])]);
            graph.output(&format!("{out}_{stride}"), &any(length));
        }
    }
    graph.file()
}

/// The embedder: planar RGB, 0–255, `[batch, 3, 112, 112]` to `[batch, 48]`: the colours of the pattern's blocks, less
/// their mean.
pub fn embedder() -> Vec<u8> {
    embedder_of(Side::Named("batch"), CROP_PX)
}

/// The same with a batch or a crop of another size, as some models are.
pub fn embedder_of(batch: Side<'_>, crop_px: u64) -> Vec<u8> {
    let mut graph = Graph::default();
    graph.input("input", &[batch, Side::Is(3), Side::Is(crop_px), Side::Is(crop_px)]);
    let (quarter, block) = (crop_px as i64 / 4, crop_px as i64 / 8);
    graph.integers("from", &[quarter, quarter]);
    graph.integers("to", &[3 * quarter, 3 * quarter]);
    graph.integers("axes", &[2, 3]);
    graph.node("Slice", &["input", "from", "to", "axes"], "pattern", &[]);
    let shape: [(&str, &[i64]); 2] = [("kernel_shape", &[block, block]), ("strides", &[block, block])];
    graph.node("AveragePool", &["pattern"], "blocks", &shape);
    graph.integers("flat", &[0, EMBEDDING_LENGTH as i64]);
    graph.node("Reshape", &["blocks", "flat"], "values", &[]);
    graph.integers("numbers", &[1]);
    graph.node("ReduceSum", &["values", "numbers"], "sum", &[("keepdims", &[1])]);
    graph.floats("count", &[], &[EMBEDDING_LENGTH as f32]);
    graph.node("Div", &["sum", "count"], "mean", &[]);
    graph.node("Sub", &["values", "mean"], "embedding", &[]);
    graph.output("embedding", &[batch, Side::Is(EMBEDDING_LENGTH)]);
    graph.file()
}
