/// A header of nobody. WANT licence, pragma_once
