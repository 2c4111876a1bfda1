//! Writes JSON in the field order of the wire, which serde's maps would not keep, and with its quirks.

/// Writes one JSON text from left to right.
#[derive(Debug, Default)]
pub(crate) struct Json {
    out: String,
}

/// Appends `text` to `out` with the characters escaped that JSON forbids.
pub(crate) fn escape_into(out: &mut String, text: &str) {
    let mut clean = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[clean..at]);
        clean = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ => out.push_str(&format!("\\u{byte:04x}")),
        }
    }
    out.push_str(&text[clean..]);
}

impl Json {
    /// Starts an object.
    pub(crate) fn object() -> Self {
        let mut out = String::with_capacity(512);
        out.push('{');
        Self { out }
    }

    /// Ends the object and returns the text.
    pub(crate) fn end(mut self) -> String {
        self.out.push('}');
        self.out
    }

    fn separate(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(',');
        }
    }

    fn key(&mut self, key: &str) {
        self.separate();
        self.out.push('"');
        self.out.push_str(key);
        self.out.push_str("\":");
    }

    fn quoted(&mut self, text: &str) {
        self.out.push('"');
        escape_into(&mut self.out, text);
        self.out.push('"');
    }

    /// Writes a string field.
    pub(crate) fn text(&mut self, key: &str, value: &str) -> &mut Self {
        self.key(key);
        self.quoted(value);
        self
    }

    /// Writes a number field.
    pub(crate) fn number(&mut self, key: &str, value: impl std::fmt::Display) -> &mut Self {
        let digits = value.to_string();
        self.raw(key, &digits)
    }

    /// Writes a field whose value is already JSON.
    pub(crate) fn raw(&mut self, key: &str, json: &str) -> &mut Self {
        self.key(key);
        self.out.push_str(json);
        self
    }

    /// Opens a field that holds an object.
    pub(crate) fn open(&mut self, key: &str) -> &mut Self {
        self.key(key);
        self.out.push('{');
        self
    }

    /// Closes the innermost object.
    pub(crate) fn close(&mut self) -> &mut Self {
        self.out.push('}');
        self
    }

    /// Opens a field that holds an array.
    pub(crate) fn array(&mut self, key: &str) -> &mut Self {
        self.key(key);
        self.out.push('[');
        self
    }

    /// Closes the innermost array.
    pub(crate) fn close_array(&mut self) -> &mut Self {
        self.out.push(']');
        self
    }

    /// Opens an object that is an array's item.
    pub(crate) fn item(&mut self) -> &mut Self {
        self.separate();
        self.out.push('{');
        self
    }

    /// Writes an array's item that is already JSON.
    pub(crate) fn item_raw(&mut self, json: &str) -> &mut Self {
        self.separate();
        self.out.push_str(json);
        self
    }

    /// Writes an array of strings.
    pub(crate) fn texts<'a>(&mut self, key: &str, values: impl IntoIterator<Item = &'a str>) -> &mut Self {
        self.array(key);
        for value in values {
            self.separate();
            self.quoted(value);
        }
        self.close_array()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_json_and_keeps_its_order() {
        let mut json = Json::object();
        json.text("b", "a\"\\\n\u{1}微笑").number("a", u64::MAX).open("o").texts("l", ["x", "y"]).close();
        json.array("items").item().number("n", 1).close().item().close().close_array();
        let text = json.end();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["b"], "a\"\\\n\u{1}微笑");
        assert_eq!(value["a"], u64::MAX);
        assert_eq!(value["items"].as_array().unwrap().len(), 2);
        assert!(text.find("\"b\"") < text.find("\"a\""));
    }
}
