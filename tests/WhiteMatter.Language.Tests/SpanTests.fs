module WhiteMatter.Language.Tests.SpanTests

let private placeholder = ()
