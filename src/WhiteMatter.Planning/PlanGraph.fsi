/// The steps of a plan and what each needs, as a drawing.
[<RequireQualifiedAccess>]
module WhiteMatter.Planning.PlanGraph

open WhiteMatter.Plan

/// As a flow chart of Mermaid, which code hosts draw in a page. What a step needs through others is not drawn again.
val mermaid: plan: ExecutionPlan -> string

/// As a digraph of Graphviz, with every need.
val dot: plan: ExecutionPlan -> string

/// As a picture on its own: steps in rows, each below what it needs, with its state in words and in colour; a step's title tells why it runs
/// and what it costs. What a step needs through others is not drawn again.
val svg: plan: ExecutionPlan -> string
