//! Boxes in a frame.

/// A box, in pixels; the corner is its upper left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// From the left.
    pub x: f32,
    /// From above.
    pub y: f32,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
}

impl Bounds {
    /// Whether it has an area, and every number is one.
    pub(super) fn is_real(&self) -> bool {
        self.x.is_finite()
            && self.y.is_finite()
            && self.area().is_finite()
            && self.width > 0.0
            && self.height > 0.0
    }

    fn area(&self) -> f32 {
        self.width * self.height
    }

    /// The side of a square of the same area.
    pub(super) fn side_px(&self) -> f32 {
        self.area().max(0.0).sqrt()
    }

    /// Intersection over union, 0 to 1.
    pub(super) fn overlap(&self, other: &Bounds) -> f32 {
        let common = |from_a: f32, length_a: f32, from_b: f32, length_b: f32| {
            ((from_a + length_a).min(from_b + length_b) - from_a.max(from_b)).max(0.0)
        };
        let both = common(self.x, self.width, other.x, other.width)
            * common(self.y, self.height, other.y, other.height);
        let either = self.area() + other.area() - both;
        if either > 0.0 && self.is_real() && other.is_real() { both / either } else { 0.0 }
    }

    /// Whether their middles are at most `sizes` of the greater side apart.
    pub(super) fn is_near(&self, other: &Bounds, sizes: f32) -> bool {
        let middle = |one: &Bounds| (one.x + one.width / 2.0, one.y + one.height / 2.0);
        let (a, b) = (middle(self), middle(other));
        (a.0 - b.0).hypot(a.1 - b.1) <= sizes * self.side_px().max(other.side_px())
    }
}
