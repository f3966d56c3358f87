// Where the rows of a table live: pages of equal size, so that a row number is an address after
// one look-up, rows never move, and growth adds one page.
//
// Safe because one task owns the pages and row numbers come from `allocate`.

/// The rows of one table by number.
struct RowPages: ~Copyable {
  let geometry: RowGeometry
  /// log2 of the rows of a page.
  let pageShift: Int
  private(set) var pages: UnsafeMutablePointer<UnsafeMutableRawPointer>
  private(set) var pageCount = 0
  private var pageCapacity = 8
  /// Rows numbered so far, free ones included.
  private(set) var rowCount = 0
  /// Number of the first free row, plus one.
  private var firstFree: UInt64 = 0

  static let pageBytesMax = 256 * 1024

  /// `pageRows`: rows of a page, rounded to a power of two and bounded by `pageBytesMax`.
  init(geometry: RowGeometry, pageRows: Int) {
    self.geometry = geometry
    var shift = 0
    while 2 << shift <= pageRows, (2 << shift) * geometry.stride <= RowPages.pageBytesMax {
      shift += 1
    }
    pageShift = shift
    pages = .allocate(capacity: pageCapacity)
  }

  deinit {
    for i in 0..<pageCount { pages[i].deallocate() }
    pages.deallocate()
  }

  var byteCount: Int { pageCount * (geometry.stride << pageShift) + pageCapacity * 8 }

  /// The address of a row.
  @inline(__always)
  func address(_ number: Int) -> UnsafeMutableRawPointer {
    pages[number >> pageShift] + (number & ((1 << pageShift) - 1)) * geometry.stride
  }

  /// A row of zeros, except for the dirty flag of its former life.
  mutating func allocate() -> (number: Int, row: UnsafeMutableRawPointer) {
    if firstFree != 0 {
      let number = Int(firstFree - 1)
      let row = address(number)
      firstFree = (row + 8).load(as: UInt64.self)
      let flags = row.load(fromByteOffset: 5, as: UInt8.self)
      row.initializeMemory(as: UInt8.self, repeating: 0, count: geometry.stride)
      row.storeBytes(of: flags & RowFlags.dirty, toByteOffset: 5, as: UInt8.self)
      return (number, row)
    }
    if rowCount == pageCount << pageShift { addPage() }
    let row = address(rowCount)
    row.initializeMemory(as: UInt8.self, repeating: 0, count: geometry.stride)
    rowCount += 1
    return (rowCount - 1, row)
  }

  /// Takes a row back. Its key and blobs have been released.
  mutating func release(_ number: Int) {
    let row = address(number)
    let flags = row.load(fromByteOffset: 5, as: UInt8.self)
    row.storeBytes(of: flags & RowFlags.dirty, toByteOffset: 5, as: UInt8.self)
    (row + 8).storeBytes(of: firstFree, as: UInt64.self)
    firstFree = UInt64(number + 1)
  }

  /// Forgets all rows and gives the pages back.
  mutating func removeAll() {
    for i in 0..<pageCount { pages[i].deallocate() }
    pageCount = 0
    rowCount = 0
    firstFree = 0
  }

  private mutating func addPage() {
    if pageCount == pageCapacity {
      pageCapacity *= 2
      let larger = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(capacity: pageCapacity)
      larger.update(from: pages, count: pageCount)
      pages.deallocate()
      pages = larger
    }
    pages[pageCount] = .allocate(byteCount: geometry.stride << pageShift, alignment: 16)
    pageCount += 1
  }
}
