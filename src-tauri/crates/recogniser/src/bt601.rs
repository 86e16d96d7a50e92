//! What luma and chroma count in red, green and blue (ITU-R BT.601).

/// A colour is `(y − black) · luma + of_u · (u − 128) + of_v · (v − 128)`, 0 to 255.
pub(crate) struct Bt601 {
    pub black: f32,
    pub luma: f32,
    /// In red, green, blue.
    pub of_u: [f32; 3],
    /// In red, green, blue.
    pub of_v: [f32; 3],
}

impl Bt601 {
    /// Of luma from 0 to 255, or from 16 to 235 with chroma from 16 to 240.
    pub fn new(full_range: bool) -> Self {
        let (black, luma, chroma) =
            if full_range { (0.0, 1.0, 1.0) } else { (16.0, 255.0 / 219.0, 255.0 / 224.0) };
        let counts = |parts: [f32; 3]| parts.map(|part| part * chroma);
        Bt601 { black, luma, of_u: counts([0.0, -0.344_136, 1.772]), of_v: counts([1.402, -0.714_136, 0.0]) }
    }
}
