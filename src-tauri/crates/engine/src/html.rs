//! Text between markup: in pages that are written for a browser, and in what cameras are asked.

/// Text so that it stands in a page, or in an attribute between quotes, as it is.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(escaped("<b a='1\">&"), "&lt;b a=&#39;1&quot;&gt;&amp;");
        assert_eq!(escaped("آنا سالم"), "آنا سالم");
    }
}
