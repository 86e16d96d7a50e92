//! Has Tauri read its configuration and make its code.

fn main() {
    tauri_build::build();
}
