/// Writes a plan's expressions as a study would, for reasons, reports and people. The text is canonical: it does not depend on how the
/// study was spaced or bracketed.
[<RequireQualifiedAccess>]
module WhiteMatter.Planning.ExpressionText

open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Parameters

/// A number as short as it can be written without loss: `0.01`, `5e-8`, `250000`.
val number: value: float -> string

/// A predicate or an arithmetic expression: `maf >= 0.01 and not missing > 0.05`.
val expression: expression: PlanExpression -> string

/// A formula: `age * sex + I(age^2)`; `1` for the intercept alone.
val formula: formula: FormulaExpression -> string

/// People by set algebra, inputs by the name given for their role: `everyone - pretraining`.
val people: nameOfRole: (string -> string) -> people: PeopleExpression -> string
