module WhiteMatter.Planning.Tests.PlannerTests

let private placeholder = ()
