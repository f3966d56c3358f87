import Formats
import Testing

@testable import Shell

struct RenderingTests {
  @Test func listsHaveColumnsAsWideAsTheirLongestCell() {
    let document = Document([
      .table(
        TextTable(
          ["Stream Name", "Kafka Topic", "Windowed"],
          [["CLICKS", "clicks", "false"], ["A_LONGER_NAME", "t", "true"]])),
      .note("A hint."),
    ])
    #expect(
      TableText.render(document, width: nil) == """

         Stream Name   | Kafka Topic | Windowed
        ----------------------------------------
         CLICKS        | clicks      | false
         A_LONGER_NAME | t           | true
        ----------------------------------------
        A hint.

        """)
  }

  @Test func dashesEndAtTheTerminalsEdge() {
    let table = TextTable(["A"], [[String(repeating: "x", count: 50)]])
    let lines = TableText.render(table, width: 20).split(separator: "\n")
    #expect(lines[1] == String(repeating: "-", count: 20))
    #expect(lines[2].count == 51)
  }

  @Test func fieldsAreAligned() {
    let document = Document([.fields([.init("Name", "X"), .init("Kafka topic", "t")])])
    #expect(
      TableText.render(document, width: nil) == """

        Name                 : X
        Kafka topic          : t

        """)
  }

  @Test func rowsShareTheTerminal() {
    let columns = [RowColumn(name: "USER_ID", isKey: false), RowColumn(name: "N", isKey: false)]
    let layout = RowLayout.sharing(36, 2)
    #expect(layout.widths == [16, 16])
    #expect(
      RowText.header(columns, layout) + RowText.row(["7", "1"], layout) == """
        +----------------+----------------+
        |USER_ID         |N               |
        +----------------+----------------+
        |7               |1               |

        """)
  }

  @Test func cellsAreNeverNarrowerThanFive() {
    #expect(RowLayout.sharing(20, 10).widths.allSatisfy { $0 == 5 })
  }

  @Test func longCellsGoOnInTheNextLineOrAreCut() {
    var layout = RowLayout(widths: [5, 6])
    #expect(
      RowText.row(["abcdefgh", "x"], layout) == """
        |abcde|x     |
        |fgh  |      |

        """)
    layout.wraps = false
    #expect(RowText.row(["abcdefgh", "x"], layout) == "|ab...|x     |\n")
  }

  @Test func wideCharactersTakeTwoColumns() {
    #expect(TextWidth.of("日本") == 4)
    #expect(TextWidth.wrapped("日本語", 4) == ["日本", "語"])
    #expect(TableText.padded("é", 3) == "é  ")
  }

  @Test func nullAndTombstonesDiffer() {
    let columns = [RowColumn(name: "K", isKey: true), RowColumn(name: "V", isKey: false)]
    #expect(RowText.cells(Row([.number("1"), .null]), columns) == ["1", "null"])
    #expect(
      RowText.cells(Row([.number("1"), .null], isTombstone: true), columns)
        == ["1", "<TOMBSTONE>"])
  }

  @Test func csvQuotesWhatNeedsIt() {
    #expect(CSVText.line(["a", "b,c", "d\"e", "f\ng"]) == "a,\"b,c\",\"d\"\"e\",\"f\ng\"\r\n")
    #expect(CSVText.line(Row([.null, .string(""), .string("x")])) == ",\"\",x\r\n")
  }

  @Test func jsonIsAnObjectALine() {
    let columns = [RowColumn(name: "K", isKey: true), RowColumn(name: "V", isKey: false)]
    #expect(
      JSONText.line(Row([.string("a"), .number("10.50")]), columns)
        == "{\"K\":\"a\",\"V\":10.50}\n")
    let document = Document([
      .table(TextTable(["Kafka Topic", "N"], [["t", "1"]])), .note("hint"),
    ])
    #expect(JSONText.render(document) == "{\"kafkaTopic\":\"t\",\"n\":\"1\"}\n")
  }
}
