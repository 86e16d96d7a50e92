//! XML as it comes from a network: bounded, without entities, and looked through by local names.
//!
//! Makers choose prefixes as they like and some name the wrong version of a namespace, so that a name counts without its
//! namespace.

use std::borrow::Cow;

use roxmltree::{Document, Node, ParsingOptions};

/// Elements, texts and comments of one document. The profiles of a recorder with 64 channels are about 15 000.
const MOST_NODES: u32 = 50_000;
/// Bytes from one `<` to the next. The reader compares each attribute of a tag with all before it, so that a tag of half a
/// megabyte would take it seconds; a tag or a text of what we ask for is never so long.
const LONGEST_PIECE: usize = 16 * 1024;
/// Characters of a text that is shown or kept.
const LONGEST_TEXT: usize = 1_000;

/// The text of what arrived. What is not UTF-8 in it is replaced: a name in another encoding is no reason to lose a camera.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match String::from_utf8_lossy(bytes) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches('\u{feff}').trim()),
        Cow::Owned(text) => Cow::Owned(text.trim_start_matches('\u{feff}').trim().to_owned()),
    }
}

/// The document, or `None` where it is none or asks for more than is given. A document type, which entities need, is
/// refused.
pub(super) fn parse(text: &str) -> Option<Document<'_>> {
    if text.split('<').any(|piece| piece.len() > LONGEST_PIECE) {
        return None;
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).ok()
}

/// The elements of this name below `node`, in the document's order.
pub(super) fn all<'a, 'b>(node: Node<'a, 'b>, name: &str) -> impl Iterator<Item = Node<'a, 'b>> {
    node.descendants().filter(move |below| is(below, name))
}

/// The first element of this name below `node`.
pub(super) fn first<'a, 'b>(node: Node<'a, 'b>, name: &str) -> Option<Node<'a, 'b>> {
    all(node, name).next()
}

/// The child of this name.
pub(super) fn child<'a, 'b>(node: Node<'a, 'b>, name: &str) -> Option<Node<'a, 'b>> {
    node.children().find(|below| is(below, name))
}

/// What stands in an element, without the space around it; `None` where that is nothing, or much more than anybody says.
pub(super) fn said<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.text().map(str::trim).filter(|text| !text.is_empty() && text.len() <= LONGEST_PIECE)
}

/// What stands in the first element of this name below `node`, as it may be shown.
pub(super) fn words(node: Node<'_, '_>, name: &str) -> Option<String> {
    Some(shown(said(first(node, name)?)?))
}

/// A text without what cannot be seen, bounded.
pub(super) fn shown(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).take(LONGEST_TEXT).collect();
    text.trim().to_owned()
}

fn is(node: &Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}
