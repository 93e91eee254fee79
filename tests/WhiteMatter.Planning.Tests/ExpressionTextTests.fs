module WhiteMatter.Planning.Tests.ExpressionTextTests

open Xunit
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Parameters
open WhiteMatter.Planning

let private column name = ColumnExpression name :> PlanExpression
let private number value = NumberExpression value :> PlanExpression

let private pair operation left right =
    BinaryExpression(operation, left, right) :> PlanExpression

[<Theory>]
[<InlineData(5e-8, "5e-8")>]
[<InlineData(0.01, "0.01")>]
[<InlineData(250000.0, "250000")>]
[<InlineData(1e20, "1e20")>]
[<InlineData(-3.0, "-3")>]
let ``Numbers are written as a study writes them`` (value: float) (expected: string) =
    Assert.Equal(expected, ExpressionText.number value)

// The expected texts follow from the precedence of the grammar in the language's design.
[<Fact>]
let ``Brackets stand only where the grammar needs them`` () =
    let a, b, c = column "a", column "b", column "c"
    let write = ExpressionText.expression
    Assert.Equal("a - b - c", write (pair BinaryOperation.Subtract (pair BinaryOperation.Subtract a b) c))
    Assert.Equal("a - (b - c)", write (pair BinaryOperation.Subtract a (pair BinaryOperation.Subtract b c)))
    Assert.Equal("(a + b) * c", write (pair BinaryOperation.Multiply (pair BinaryOperation.Add a b) c))
    Assert.Equal("-a^2", write (NegateExpression(pair BinaryOperation.Power a (number 2.0))))
    Assert.Equal("(-a)^2", write (pair BinaryOperation.Power (NegateExpression a) (number 2.0)))
    Assert.Equal("(-2)^a", write (pair BinaryOperation.Power (number -2.0) a))
    Assert.Equal("not (a or b) and c", write (pair BinaryOperation.And (NotExpression(pair BinaryOperation.Or a b)) c))
    Assert.Equal("a or b and c", write (pair BinaryOperation.Or a (pair BinaryOperation.And b c)))
    Assert.Equal("not a > 1", write (NotExpression(pair BinaryOperation.Greater a (number 1.0))))
    Assert.Equal("is_missing(a)", write (FunctionExpression("missing", a)))
    Assert.Equal("column(\"FEV1/FVC\") >= 0.7", write (pair BinaryOperation.GreaterOrEqual (column "FEV1/FVC") (number 0.7)))
    Assert.Equal("\"a \\\"b\\\" {{c}}\"", write (TextExpression "a \"b\" {c}"))

[<Fact>]
let ``Formulas and set algebra keep their brackets`` () =
    let term name =
        ColumnFormula(name, ColumnRole.Numeric) :> FormulaExpression

    Assert.Equal("1", ExpressionText.formula (EmptyFormula()))
    Assert.Equal("(a + b)^2", ExpressionText.formula (PowerFormula(SumFormula(term "a", term "b"), 2)))
    Assert.Equal("(a + b) * c:d", ExpressionText.formula (CrossingFormula(SumFormula(term "a", term "b"), InteractionFormula(term "c", term "d"))))
    Assert.Equal("a - (b - c)", ExpressionText.formula (DifferenceFormula(term "a", DifferenceFormula(term "b", term "c"))))

    let people =
        PeopleDifference(PeopleOfInput "x", PeopleIntersection(PeopleOfInput "y", PeopleOfInput "z"))

    Assert.Equal("X - (Y & Z)", ExpressionText.people _.ToUpperInvariant() people)
