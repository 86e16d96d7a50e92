//! Writes ONNX files: just as much of the format as the tests' models need.
//!
//! ONNX is protobuf; a message is fields, each a number and a length or a varint. Field numbers are those of
//! `onnx.proto`.

/// What a network is written into.
#[derive(Default)]
pub struct Graph {
    bytes: Vec<u8>,
    nodes: u32,
}

/// A side of a tensor.
#[derive(Clone, Copy)]
pub enum Side<'a> {
    /// Always so long.
    Is(u64),
    /// Known when it runs.
    Named(&'a str),
}

impl Graph {
    /// Adds an operation with its whole-number settings.
    pub fn node(&mut self, kind: &str, inputs: &[&str], output: &str, settings: &[(&str, &[i64])]) {
        let mut node = Vec::new();
        inputs.iter().for_each(|input| field(&mut node, 1, input.as_bytes()));
        field(&mut node, 2, output.as_bytes());
        self.nodes += 1;
        field(&mut node, 3, format!("{kind}_{}", self.nodes).as_bytes());
        field(&mut node, 4, kind.as_bytes());
        for (name, values) in settings {
            let mut attribute = Vec::new();
            field(&mut attribute, 1, name.as_bytes());
            // One number stands alone except where the operation wants a list, which these names say.
            if ["kernel_shape", "strides", "pads", "perm"].contains(name) {
                values.iter().for_each(|value| number(&mut attribute, 8, *value as u64));
                number(&mut attribute, 20, 7);
            } else {
                values.iter().for_each(|value| number(&mut attribute, 3, *value as u64));
                number(&mut attribute, 20, 2);
            }
            field(&mut node, 5, &attribute);
        }
        field(&mut self.bytes, 1, &node);
    }

    /// Adds constant numbers.
    pub fn floats(&mut self, name: &str, sides: &[u64], values: &[f32]) {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(name, sides, 1, &raw);
    }

    /// Adds constant whole numbers.
    pub fn integers(&mut self, name: &str, values: &[i64]) {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(name, &[values.len() as u64], 7, &raw);
    }

    fn constant(&mut self, name: &str, sides: &[u64], kind: u64, raw: &[u8]) {
        let mut tensor = Vec::new();
        sides.iter().for_each(|side| number(&mut tensor, 1, *side));
        number(&mut tensor, 2, kind);
        field(&mut tensor, 8, name.as_bytes());
        field(&mut tensor, 9, raw);
        field(&mut self.bytes, 5, &tensor);
    }

    /// The picture that goes in.
    pub fn input(&mut self, name: &str, sides: &[Side<'_>]) {
        let value = described(name, sides);
        field(&mut self.bytes, 11, &value);
    }

    /// What comes out.
    pub fn output(&mut self, name: &str, sides: &[Side<'_>]) {
        let value = described(name, sides);
        field(&mut self.bytes, 12, &value);
    }

    /// The file.
    pub fn file(mut self) -> Vec<u8> {
        field(&mut self.bytes, 2, b"tiny");
        let mut model = Vec::new();
        number(&mut model, 1, 8);
        field(&mut model, 7, &self.bytes);
        let mut operations = Vec::new();
        number(&mut operations, 2, 13);
        field(&mut model, 8, &operations);
        model
    }
}

fn described(name: &str, sides: &[Side<'_>]) -> Vec<u8> {
    let mut shape = Vec::new();
    for side in sides {
        let mut dimension = Vec::new();
        match side {
            Side::Is(length) => number(&mut dimension, 1, *length),
            Side::Named(name) => field(&mut dimension, 2, name.as_bytes()),
        }
        field(&mut shape, 1, &dimension);
    }
    let (mut tensor, mut kind, mut value) = (Vec::new(), Vec::new(), Vec::new());
    number(&mut tensor, 1, 1);
    field(&mut tensor, 2, &shape);
    field(&mut kind, 1, &tensor);
    field(&mut value, 1, name.as_bytes());
    field(&mut value, 2, &kind);
    value
}

fn varint(into: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        into.push(value as u8 | 0x80);
        value >>= 7;
    }
    into.push(value as u8);
}

fn number(into: &mut Vec<u8>, id: u64, value: u64) {
    varint(into, id << 3);
    varint(into, value);
}

fn field(into: &mut Vec<u8>, id: u64, bytes: &[u8]) {
    varint(into, id << 3 | 2);
    varint(into, bytes.len() as u64);
    into.extend_from_slice(bytes);
}
