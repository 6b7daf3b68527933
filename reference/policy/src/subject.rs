//! Texts that patterns are compared with: one text, or two read as one.

/// A text under comparison, eaten from both ends.
pub(crate) trait Subject: Copy {
    fn is_empty(self) -> bool;
    fn without_first(self) -> Option<Self>;
    fn without_last(self) -> Option<Self>;
    fn without_prefix(self, prefix: &str) -> Option<Self>;
    fn without_suffix(self, suffix: &str) -> Option<Self>;
    /// What is left from the first place where the text occurs.
    fn starting_with(self, text: &str) -> Option<Self>;
}

impl Subject for &str {
    fn is_empty(self) -> bool {
        str::is_empty(self)
    }

    fn without_first(self) -> Option<Self> {
        let mut characters = self.chars();
        characters.next().map(|_| characters.as_str())
    }

    fn without_last(self) -> Option<Self> {
        let mut characters = self.chars();
        characters.next_back().map(|_| characters.as_str())
    }

    fn without_prefix(self, prefix: &str) -> Option<Self> {
        self.strip_prefix(prefix)
    }

    fn without_suffix(self, suffix: &str) -> Option<Self> {
        self.strip_suffix(suffix)
    }

    fn starting_with(self, text: &str) -> Option<Self> {
        if self.starts_with(text) {
            return Some(self);
        }
        self.find(text).and_then(|place| self.get(place..))
    }
}

/// Two texts read as one, so that a kind and a name need not be pasted together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Joined<'a> {
    pub(crate) head: &'a str,
    pub(crate) tail: &'a str,
}

impl Subject for Joined<'_> {
    fn is_empty(self) -> bool {
        self.head.is_empty() && self.tail.is_empty()
    }

    fn without_first(self) -> Option<Self> {
        match self.head.without_first() {
            Some(head) => Some(Self { head, ..self }),
            None => self.tail.without_first().map(|tail| Self { tail, ..self }),
        }
    }

    fn without_last(self) -> Option<Self> {
        match self.tail.without_last() {
            Some(tail) => Some(Self { tail, ..self }),
            None => self.head.without_last().map(|head| Self { head, ..self }),
        }
    }

    fn without_prefix(self, prefix: &str) -> Option<Self> {
        if let Some(head) = self.head.strip_prefix(prefix) {
            return Some(Self { head, ..self });
        }
        let tail = self.tail.strip_prefix(prefix.strip_prefix(self.head)?)?;
        Some(Self { head: "", tail })
    }

    fn without_suffix(self, suffix: &str) -> Option<Self> {
        if let Some(tail) = self.tail.strip_suffix(suffix) {
            return Some(Self { tail, ..self });
        }
        let head = self.head.strip_suffix(suffix.strip_suffix(self.tail)?)?;
        Some(Self { head, tail: "" })
    }

    fn starting_with(mut self, text: &str) -> Option<Self> {
        while self.without_prefix(text).is_none() {
            self = self.without_first()?;
        }
        Some(self)
    }
}
