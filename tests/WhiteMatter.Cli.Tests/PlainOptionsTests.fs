module WhiteMatter.Cli.Tests.PlainOptionsTests

open Xunit
open WhiteMatter.Cli
open WhiteMatter.Interactive

let private pieces = [
    [ "a.wmstudy" ]
    [ "b" ]
    [ "c"; "d" ]
    [ "--json" ]
    [ "--threads"; "2" ]
    [ "--threads=3" ]
    [ "--threads"; "two" ]
    [ "--threads" ]
    [ "--set"; "shards=3" ]
    [ "--set"; "size" ]
    [ "--set=a=b" ]
    [ "--until"; "people" ]
    [ "--only=design:g" ]
    [ "--detailed-exitcode" ]
    [ "--dry-run" ]
    [ "--rows=7" ]
    [ "--p"; "0.05" ]
    [ "--store"; "two words" ]
    [ "--store=" ]
    [ "--nothing" ]
    [ "-" ]
    [ "" ]
]

/// What Argu reads, or what it says.
let private byArgu<'T when 'T :> Argu.IArgParserTemplate and 'T: equality and 'T: not null> words =
    try
        Ok (CommandLine.parseByArgu<'T> "test" words).Cases
    with UsageException message ->
        Error message

let private agree<'T when 'T :> Argu.IArgParserTemplate and 'T: equality and 'T: not null> () =
    let mutable plain = 0

    for first in [] :: pieces do
        for second in [] :: pieces do
            for third in [] :: [ List.head pieces; [ "--json" ]; [ "--set"; "x" ] ] do
                let words = first @ second @ third

                match PlainOptions.tryRead<'T> words with
                | None -> ()
                | Some options ->
                    plain <- plain + 1

                    // The order counts among those of one option only.
                    let inOrder cases =
                        cases |> List.sortBy (fun case -> (string case).Split(' ', '\n')[0])

                    Assert.Equal<Result<'T list, string>>(
                        byArgu<'T> words |> Result.map inOrder,
                        Ok(inOrder options.Cases)
                    )

    Assert.True(plain > 0, "some command lines are plain")

[<Fact>]
let ``A plain command line reads as Argu reads it`` () =
    agree<CheckArguments>()
    agree<PlanArguments>()
    agree<RunArguments>()
    agree<ShowArguments>()
    agree<StepArguments>()
    agree<DiffArguments>()
    agree<NewArguments>()
    agree<FmtArguments>()
    agree<TreeArguments>()

[<Fact>]
let ``Options are found by their case with their values`` () =
    match PlainOptions.tryRead<RunArguments> [ "a.wmstudy"; "--set"; "x"; "--threads=2"; "--json"; "--set"; "y" ] with
    | None -> Assert.Fail "the command line is plain"
    | Some options ->
        Assert.Equal("a.wmstudy", options.GetResult RunArguments.Study)
        Assert.Equal<string list>([ "x"; "y" ], options.GetResults RunArguments.Set)
        Assert.Equal<string list>([], options.GetResults RunArguments.Only)
        Assert.Equal(Some 2, options.TryGetResult RunArguments.Threads)
        Assert.Equal(None, options.TryGetResult RunArguments.Shards)
        Assert.True(options.Contains RunArguments.Json)
        Assert.False(options.Contains RunArguments.Wait)
