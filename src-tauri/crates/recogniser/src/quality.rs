//! How good a face is for telling who it is: light and sharpness of the crop, pose from the landmarks.

use bellwatch_domain::recognition::FaceQuality;

use crate::alignment::Points;

/// Measures a crop (RGB, `side_px` squared) and the landmarks in the whole picture.
pub fn measure(crop: &[u8], side_px: usize, landmarks: &Points) -> FaceQuality {
    // BT.601 luma, as everywhere here.
    let luma: Vec<f32> = crop
        .chunks_exact(3)
        .map(|pixel| 0.299 * f32::from(pixel[0]) + 0.587 * f32::from(pixel[1]) + 0.114 * f32::from(pixel[2]))
        .collect();
    let (brightness, variance) = mean_and_variance(&luma);
    let (yaw, roll_degrees, eyes_px) = pose(landmarks);
    let sharpness = mean_and_variance(&laplacian(&luma, side_px)).1;
    FaceQuality { sharpness, brightness, contrast: variance.sqrt(), yaw, roll_degrees, eyes_px }
}

/// How each inner number differs from its four neighbours.
fn laplacian(luma: &[f32], side: usize) -> Vec<f32> {
    let inner = 1..side.saturating_sub(1);
    let at = |row: usize, column: usize| {
        let middle = row * side + column;
        luma[middle - side] + luma[middle + side] + luma[middle - 1] + luma[middle + 1] - 4.0 * luma[middle]
    };
    inner.clone().flat_map(|row| inner.clone().map(move |column| at(row, column))).collect()
}

fn mean_and_variance(values: &[f32]) -> (f32, f32) {
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let count = values.len() as f64;
    let mean = values.iter().map(|value| f64::from(*value)).sum::<f64>() / count;
    let variance = values.iter().map(|value| (f64::from(*value) - mean).powi(2)).sum::<f64>() / count;
    (mean as f32, variance as f32)
}

/// Yaw, roll in degrees, and the distance of the eyes.
fn pose(landmarks: &Points) -> (f32, f32, f32) {
    let [left, right, nose, ..] = *landmarks;
    let (across, down) = (right.0 - left.0, right.1 - left.1);
    let eyes = across.hypot(down);
    if eyes < 1e-3 {
        // A profile in which both eyes are one.
        return (0.0, 0.0, eyes);
    }
    let middle = ((left.0 + right.0) / 2.0, (left.1 + right.1) / 2.0);
    // Along the line of the eyes, so that a tilted head is not a turned one.
    let off = ((nose.0 - middle.0) * across + (nose.1 - middle.1) * down) / eyes;
    (off / (eyes / 2.0), down.atan2(across).to_degrees(), eyes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alignment::ARCFACE;

    #[test]
    fn a_face_of_one_colour_is_neither_sharp_nor_full_of_contrast() {
        let measured = measure(&[90; 3 * 112 * 112], 112, &ARCFACE);
        assert!((measured.brightness - 90.0).abs() < 0.1, "{measured:?}");
        assert!(measured.sharpness < 0.01 && measured.contrast < 0.01, "{measured:?}");
    }

    #[test]
    fn stripes_are_sharper_than_a_slope() {
        let of = |value: fn(usize) -> usize| {
            let rgb: Vec<u8> = (0..112 * 112).flat_map(|at| [value(at % 112) as u8; 3]).collect();
            measure(&rgb, 112, &ARCFACE).sharpness
        };
        assert!(of(|x| x % 8 / 4 * 200) > 1000.0);
        assert!(of(|x| 2 * x) < 1.0);
    }

    #[test]
    fn a_tilted_head_is_not_a_turned_one() {
        let (yaw, roll, eyes) = pose(&ARCFACE);
        assert!(yaw.abs() < 0.05 && roll.abs() < 1.0 && (eyes - 35.2).abs() < 0.1);
        let turned = ARCFACE.map(|(x, y)| (0.866 * x - 0.5 * y, 0.5 * x + 0.866 * y));
        let (tilted_yaw, roll, _) = pose(&turned);
        assert!((roll - 30.0).abs() < 1.0 && (tilted_yaw - yaw).abs() < 0.01, "{roll} {tilted_yaw}");
        let mut profile = ARCFACE;
        profile[2].0 += 20.0;
        assert!(pose(&profile).0 > 1.0);
    }
}
