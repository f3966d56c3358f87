import Platform
import Testing

struct Base64Tests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func theVectorsOfRFC4648(_ bytes: String, _ text: String) {
    #expect(Base64.encode(Array(bytes.utf8)) == Array(text.utf8))
    #expect(Base64.decodeCanonical(Array(text.utf8)) == Array(bytes.utf8))
  }

  @Test(arguments: [
    "Z", "Zg", "Zg=", "Zg===", "=", "====", "Zm9v=", "Zh==", "Zm9=", "Zm 9v", "Zm9v\n", "Z=g=",
    "Zm9_", "Zm8==", "Zg==Zg==",
  ])
  func whatAnEncoderDoesNotWriteIsRefused(_ text: String) {
    #expect(Base64.decodeCanonical(Array(text.utf8)) == nil)
  }

  @Test func everyByteComesBack() {
    let bytes = (0...255).map { UInt8($0) }
    for count in 250...256 {
      let part = Array(bytes.prefix(count))
      #expect(Base64.decodeCanonical(Base64.encode(part)) == part)
    }
  }
}
