// Functions of text and bytes. Lengths and positions count UTF-16 units, as the dialect does; a
// text of ASCII characters, where units are bytes, takes a path of its own everywhere.

/// The family's registry.
enum StringFunctions {
  static let category = "STRING"

  static let all: [ScalarFunction] = [
    .chr, .concat, .concatWithSeparator, .elt, .encode, .field, .initCap, .instr, .lowerCase,
    .upperCase, .length, .leftPad, .rightPad, .mask, .maskLeft, .maskRight, .maskKeepLeft,
    .maskKeepRight, .md5, .regexpExtract, .regexpExtractAll, .regexpReplace, .regexpSplitToArray,
    .replace, .split, .splitToMap, .substring, .trim, .uuid,
  ]
}
