//! A list that only grows, and of which a copy costs next to nothing: readers keep what they have, the writer goes on.

use std::sync::Arc;

/// What an append may copy at most, when a reader has the last chunk too.
const CHUNK: usize = 256;

/// Grows at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunks<T> {
    /// All are full but the last.
    chunks: Vec<Arc<Vec<T>>>,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<T: Clone> Chunks<T> {
    pub fn push(&mut self, item: T) {
        match self.chunks.last_mut() {
            Some(last) if last.len() < CHUNK => Arc::make_mut(last).push(item),
            _ => self.chunks.push(Arc::new(vec![item])),
        }
    }

    pub fn last(&self) -> Option<&T> {
        self.chunks.last()?.last()
    }

    pub fn last_mut(&mut self) -> Option<&mut T> {
        Arc::make_mut(self.chunks.last_mut()?).last_mut()
    }

    pub fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }

    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    pub fn get(&self, place: usize) -> Option<&T> {
        self.chunks.get(place / CHUNK)?.get(place % CHUNK)
    }

    /// In order; can be walked from the end.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, Chunks};

    #[test]
    fn a_copy_stays_as_it_was_and_shares_what_is_full() {
        let mut list = Chunks::default();
        assert_eq!((list.len(), list.last()), (0, None));
        let count = 2 * CHUNK + 1;
        (0..count).for_each(|item| list.push(item));
        let copy = list.clone();
        list.push(count);
        *list.last_mut().expect("not empty") += 1;
        assert_eq!((copy.len(), copy.last()), (count, Some(&(count - 1))));
        assert_eq!((list.len(), list.last(), list.get(count)), (count + 1, Some(&(count + 1)), Some(&(count + 1))));
        assert!(list.iter().take(count).eq(copy.iter()) && copy.iter().copied().eq(0..count));
        assert!(std::sync::Arc::ptr_eq(&list.chunks[0], &copy.chunks[0]));
    }
}
