// Two trees meet in this target: the one that was written and the one that is planned. Their nodes
// share names; here the bare name means the planned one.

internal import Plan
internal import SQLSyntax
internal import Values

typealias Expression = Plan.Expression
typealias FunctionCall = Plan.FunctionCall
typealias Written = SQLSyntax.Expression
typealias WrittenCall = SQLSyntax.FunctionCall
typealias WrittenEntry = SQLSyntax.MapEntry
typealias Value = Values.Value
typealias ArithmeticOperator = Values.ArithmeticOperator
typealias ComparisonOperator = Values.ComparisonOperator
