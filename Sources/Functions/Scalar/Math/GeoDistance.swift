// GEO_DISTANCE: the haversine distance of two points on a sphere.

import Platform
import Values

extension ScalarFunction {
  static let geoDistance = ScalarFunction(
    "GEO_DISTANCE", category: "MATHEMATICAL",
    summary: "The great-circle distance of two points given in degrees.",
    overloads: [
      ScalarOverload(
        points, nulls: .seesNulls, returns: .double,
        kernel: { call in distances(&call, units: nil) }),
      ScalarOverload(
        points + [FunctionParameter("unit", .type(.string), "KM (default) or MI")],
        nulls: .seesNulls, returns: .double,
        kernel: { call in distances(&call, units: TextVector(call.arguments[4])) }),
    ],
    examples: [
      FunctionExample("GEO_DISTANCE(0, 0, 0, 0)", "0.0"),
      FunctionExample("ROUND(GEO_DISTANCE(37.4, -122.1, 51.5, -0.1, 'km'))", "8638"),
    ])

  private static let points = [
    FunctionParameter("lat1", .type(.double), "latitude of the first point", rejectsNull: true),
    FunctionParameter("lon1", .type(.double), "longitude of the first point", rejectsNull: true),
    FunctionParameter("lat2", .type(.double), "latitude of the second point", rejectsNull: true),
    FunctionParameter("lon2", .type(.double), "longitude of the second point", rejectsNull: true),
  ]

  private static let kilometers = 6371.0
  private static let miles = 3959.0

  private static func distances(_ call: inout KernelCall, units: TextVector?) -> Column {
    let count = call.count
    let columns = call.arguments.prefix(4).map { $0.doubles }
    let constantRadius: Double? =
      if let units { units.isConstant && count > 0 ? radius(units, 0) : nil } else { kilometers }
    let out = Buffer(capacity: count * 8)
    let results = out.pointer(Double.self)
    for row in 0..<count {
      results[row] = 0
      guard call.arguments.prefix(4).allSatisfy({ $0.isValid(row) }) else { continue }
      guard let radius = constantRadius ?? units.flatMap({ radius($0, row) }) else {
        call.fail(row, "GEO_DISTANCE knows the units KM and MI only")
        continue
      }
      let (lat1, lon1) = (columns[0][row], columns[1][row])
      let (lat2, lon2) = (columns[2][row], columns[3][row])
      guard lat1.magnitude <= 90, lat2.magnitude <= 90 else {
        call.fail(row, "a latitude lies between -90 and 90")
        continue
      }
      guard lon1.magnitude <= 180, lon2.magnitude <= 180 else {
        call.fail(row, "a longitude lies between -180 and 180")
        continue
      }
      results[row] = radius * angle(lat1, lon1, lat2, lon2)
    }
    return Column(type: .double, count: count, validity: nil, values: out)
  }

  private static func angle(
    _ lat1: Double, _ lon1: Double, _ lat2: Double, _ lon2: Double
  ) -> Double {
    let sinLat = Mathematics.sin(radians(lat2 - lat1) / 2)
    let sinLon = Mathematics.sin(radians(lon2 - lon1) / 2)
    let a =
      sinLat * sinLat
      + sinLon * sinLon * Mathematics.cos(radians(lat1)) * Mathematics.cos(radians(lat2))
    return 2 * Mathematics.asin(a.squareRoot())
  }

  private static func radians(_ degrees: Double) -> Double { degrees / 180 * .pi }

  /// The radius of the Earth in the unit that a row names; nil when it names none known.
  private static func radius(_ units: TextVector, _ row: Int) -> Double? {
    guard units.isValid(row) else { return kilometers }
    let name = units.string(row).lowercased().filter { $0 != " " }
    switch name {
    case "", "km", "kilometer", "kilometers", "kilometre", "kilometres": return kilometers
    case "mi", "mile", "miles": return miles
    default: return nil
    }
  }
}
