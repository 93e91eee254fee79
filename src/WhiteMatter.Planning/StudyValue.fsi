/// Values that an expression of a study has once the study ran.
[<RequireQualifiedAccess>]
module WhiteMatter.Planning.StudyValue

open WhiteMatter.Language
open WhiteMatter.Plan.Expressions

/// The expression as an `expect` of the study would evaluate it; `None` where it is no number, text or condition.
val tryLower: study: CheckedStudy -> expression: CheckedExpression -> PlanExpression option

/// The values of steps that it uses, step and value, in order of appearance.
val valuesUsed: expression: PlanExpression -> (string * string) list
