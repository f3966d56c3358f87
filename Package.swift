// swift-tools-version: 6.2
import PackageDescription

// Every target speaks Swift 6; the three upcoming features keep imports and existentials honest.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
]

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude,
    swiftSettings: strict)
}

let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOHTTP1", package: "swift-nio"),
  .product(name: "NIOHTTP2", package: "swift-nio-http2"),
]

let package = Package(
  name: "millrace",
  products: [
    .executable(name: "millrace", targets: ["millrace"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", exact: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
  ],
  targets: [
    // Layer 0: the outside world, columns, syntax. None of them knows another.
    .target(name: "CIntrinsics"),
    .systemLibrary(
      name: "CCodecs", pkgConfig: "libzstd",
      providers: [.apt(["libzstd-dev", "liblz4-dev", "libsnappy-dev", "zlib1g-dev"])]),
    .systemLibrary(name: "CEditLine", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    library("Platform", ["CCodecs", "CIntrinsics"]),
    library("Values", []),
    library("SQLSyntax", []),
    library("KafkaWire", []),

    // Layer 1: users and rights, the log, functions, formats, plans as data.
    library("Access", ["Platform", "CCrypto"]),
    library("SegmentLog", ["Platform"]),
    library("Functions", ["Values", "Platform"]),
    library("Formats", ["Values", "Platform"]),
    library("Plan", ["Values", "Platform"]),

    // Layer 2: plans from statements, state tables.
    library("Planner", ["SQLSyntax", "Values", "Functions", "Formats", "Plan"]),
    library("StateStores", ["Platform", "SegmentLog", "Values"]),
    library("Coordination", ["Platform", "SegmentLog"]),

    // Layer 3: tasks and operators, synchronous.
    library(
      "Operators",
      ["Platform", "SegmentLog", "Values", "Functions", "Formats", "Plan", "StateStores"]),

    // Layer 4: catalog, statements, life cycle of queries.
    library(
      "Engine",
      [
        "Platform", "Values", "SQLSyntax", "Access", "SegmentLog", "Functions", "Formats", "Plan",
        "Planner", "StateStores", "Operators", "Coordination",
      ]),

    // Certificates for the doors that listen.
    library(
      "TransportSecurity",
      [
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),

    // Layer 5: front doors; they never import each other.
    library(
      "HTTPService",
      ["Engine", "Access", "TransportSecurity", "Values", "Platform", "Formats"] + nio),
    library(
      "KafkaService",
      [
        "KafkaWire", "SegmentLog", "Coordination", "Access", "TransportSecurity", "Platform",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    library("Shell", ["Engine", "SQLSyntax", "Values", "Platform", "Formats", "CEditLine"]),
    library(
      "SQLTesting",
      ["Engine", "SegmentLog", "SQLSyntax", "Plan", "Planner", "Values", "Platform", "Formats"]),
    library(
      "Benchmarks", ["Engine", "Values", "Platform", "Formats", "SegmentLog", "KafkaWire"]),

    // Layer 6: the executable.
    .executableTarget(
      name: "millrace",
      dependencies: [
        "Engine", "Access", "TransportSecurity", "HTTPService", "KafkaService", "Shell",
        "SQLTesting", "Benchmarks", "Platform", "Values", "Formats", "SegmentLog", "Coordination",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // Tests: one folder a target, plus those that ask one question of the whole house.
    .target(
      name: "TestSupport", dependencies: ["Platform", "Values"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("PlatformTests", ["Platform", "TestSupport"]),
    tests("ValuesTests", ["Values", "TestSupport"]),
    tests("AccessTests", ["Access", "Platform", "TestSupport"]),
    tests("SQLSyntaxTests", ["SQLSyntax", "TestSupport"]),
    tests("KafkaWireTests", ["KafkaWire"], exclude: ["golden"]),
    tests("SegmentLogTests", ["SegmentLog", "Platform", "TestSupport"]),
    tests("CoordinationTests", ["Coordination", "SegmentLog", "Platform", "TestSupport"]),
    tests("FunctionsTests", ["Functions", "Values", "Platform", "TestSupport"]),
    tests("FormatsTests", ["Formats", "Values", "Platform", "TestSupport"]),
    tests("StateStoresTests", ["StateStores", "SegmentLog", "Values", "Platform", "TestSupport"]),
    tests(
      "PlanTests", ["Plan", "Planner", "SQLSyntax", "Values", "TestSupport"], exclude: ["plans"]),
    tests("PlannerTests", ["Planner", "Plan", "SQLSyntax", "Values", "TestSupport"]),
    tests(
      "OperatorsTests",
      [
        "Operators", "StateStores", "SegmentLog", "Plan", "Functions", "Formats", "Values",
        "Platform", "TestSupport",
      ]),
    tests(
      "EngineTests",
      [
        "Engine", "Access", "Functions", "Operators", "Planner", "SegmentLog", "SQLSyntax",
        "Values",
        "Platform", "TestSupport",
      ]),
    tests("ShellTests", ["Shell", "Engine", "Formats", "Platform", "TestSupport"]),
    // Drives the built executable as users do.
    tests("FrontDoorTests", ["millrace", "TestSupport"]),
    tests("SQLTestingTests", ["SQLTesting", "Formats", "Platform"]),
    tests(
      "HTTPServiceTests",
      [
        "HTTPService", "TransportSecurity", "Engine", "Access", "Planner", "Formats", "Values",
        "Platform", "TestSupport",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ], exclude: ["certificates"]),
    tests(
      "KafkaServiceTests",
      [
        "KafkaService", "KafkaWire", "SegmentLog", "Coordination", "Access", "TransportSecurity",
        "Platform", "TestSupport",
      ]),
    tests("TidyTests", ["TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
