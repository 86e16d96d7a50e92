//! The English sentences of the shell, as templates by which the window says them in another language; as those of the
//! domain are (`domain/src/sentences.rs`).

use bellwatch_domain::said::module;

use crate::autostart::Sentence;
use crate::tray::words::Words;

#[test]
fn the_sentences_stand_beside_the_generated_types() {
    let said = [Words::templates(), Sentence::templates()].concat();
    let folder = std::env::var("TS_RS_EXPORT_DIR").expect("cargo says where generated types go");
    let file = std::path::Path::new(&folder).join("sentencesOfShell.ts");
    std::fs::write(file, module("bellwatch", "ofShell", said)).unwrap();
}
