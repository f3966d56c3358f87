import KafkaWire
import Testing

struct KafkaUUIDTests {
  @Test func textIsBase64ForURLs() {
    #expect(KafkaUUID.zero.description == "AAAAAAAAAAAAAAAAAAAAAA")
    #expect(KafkaUUID(high: 0, low: 1).description == "AAAAAAAAAAAAAAAAAAAAAQ")
    #expect(KafkaUUID(high: .max, low: .max).description == "_____________________w")
    // Python: base64.urlsafe_b64encode(bytes(range(16)))
    #expect(
      KafkaUUID(high: 0x0001_0203_0405_0607, low: 0x0809_0a0b_0c0d_0e0f).description
        == "AAECAwQFBgcICQoLDA0ODw")
  }
}
