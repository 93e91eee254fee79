/// The form that syntax trees have in JSON, read off the types of the tree, so that writer, reader and schema cannot differ:
/// a record is an object; what a node is stands beside its other members under `node`; spellings stand for operators and for the
/// types of parameters; what is absent is left out, and so are comments and blank lines where there are none.
module internal WhiteMatter.Language.Interchange.TreeShape

open System
open System.Collections.Frozen
open System.Collections.Generic
open System.Text.Json
open Microsoft.FSharp.Reflection
open WhiteMatter.Language
open WhiteMatter.Language.Syntax

/// A member of an object.
type Part = {
    /// Its name in JSON.
    Name: string
    Type: Type
    /// The member of the .NET type that it is, for its comment; empty where it has none.
    Source: string
    /// What stands for it where it is left out.
    Default: objnull voption
    /// It need not be written, and is not read: others tell it.
    Derived: bool
}

/// One of the things a node can be.
type Case = {
    Word: string
    Parts: Part[]
    Take: objnull -> objnull[]
    Make: objnull[] -> objnull
}

[<RequireQualifiedAccess>]
type Shape =
    | Text
    | Whole
    | Number
    | Truth
    /// A type of a parameter, as written.
    | TypeName
    /// One of some words, each for a value.
    | Word of (string * objnull) list
    | Optional of Type
    | Many of Type
    /// A record without a node of its own.
    | Object of Case
    /// A union: which case a value is, by its tag.
    | Choice of tag: (objnull -> int) * cases: Case[]
    /// A record of which one part, a union, stands in the same object.
    | Node of record: Case * place: int * tag: (objnull -> int) * cases: Case[]

let private camel (name: string) =
    JsonNamingPolicy.CamelCase.ConvertName name

let private isOptional (kind: Type) =
    kind.IsGenericType && kind.GetGenericTypeDefinition() = typedefof<option<_>>

let private isMany (kind: Type) =
    kind.IsGenericType && kind.GetGenericTypeDefinition() = typedefof<list<_>>

/// What stands for a part that is left out.
let private defaultOf (owner: Type) (name: string) (kind: Type) : objnull voption =
    if kind = typeof<Span> then
        ValueSome(box Span.empty)
    elif kind = typeof<Trivia> then
        ValueSome(box Trivia.none)
    elif kind = typeof<Comment list> then
        ValueSome(box List.empty<Comment>)
    elif kind = typeof<LeadingTrivia list> then
        ValueSome(box List.empty<LeadingTrivia>)
    elif isOptional kind then
        ValueSome null
    elif owner = typeof<Block> && name = "OneLine" then
        ValueSome(box false)
    elif owner = typeof<Comment> && name = "IsDoc" then
        ValueSome(box false)
    else
        ValueNone

let private partsOf (owner: Type) (properties: Reflection.PropertyInfo[]) =
    properties
    |> Array.map (fun property -> {
        Name = camel property.Name
        Type = property.PropertyType
        Source = $"{owner.FullName}.{property.Name}"
        Default = defaultOf owner property.Name property.PropertyType
        Derived = false
    })

let private recordCase (kind: Type) = {
    Word = ""
    Parts = partsOf kind (FSharpType.GetRecordFields kind)
    Take = nonNull >> FSharpValue.PreComputeRecordReader kind
    Make = FSharpValue.PreComputeRecordConstructor kind
}

let private unionCases (kind: Type) =
    FSharpType.GetUnionCases kind
    |> Array.map (fun case ->
        let parts = partsOf kind (case.GetFields())

        {
            Word = camel case.Name
            Parts =
                if kind = typeof<ExpressionNode> && case.Name = "Number" then
                    // The number as written tells both.
                    parts
                    |> Array.map (fun part -> {
                        part with
                            Derived = part.Name = "value" || part.Name = "isInteger"
                    })
                else
                    parts
            Take = nonNull >> FSharpValue.PreComputeUnionReader case
            Make = FSharpValue.PreComputeUnionConstructor case
        })

let rec private typeSpelling (name: TypeName) =
    match name with
    | TypeName.Int -> "int"
    | TypeName.Float -> "float"
    | TypeName.Bool -> "bool"
    | TypeName.String -> "string"
    | TypeName.Quantity -> "quantity"
    | TypeName.List inner -> "[" + typeSpelling inner + "]"

/// The type of a parameter as written, such as `[float]`.
let spellType (name: objnull) =
    typeSpelling (nonNull name :?> TypeName)

/// The type that is written so; `None` where there is none.
let rec readType (text: string) : TypeName option =
    match text with
    | "int" -> Some TypeName.Int
    | "float" -> Some TypeName.Float
    | "bool" -> Some TypeName.Bool
    | "string" -> Some TypeName.String
    | "quantity" -> Some TypeName.Quantity
    | _ when text.Length > 2 && text.Length < 100 && text.StartsWith '[' && text.EndsWith ']' ->
        readType (text.Substring(1, text.Length - 2)) |> Option.map TypeName.List
    | _ -> None

let private words spelling (values: 'value list) =
    Shape.Word [ for value in values -> spelling value, box value ]

let private unarySpelling (operator: UnaryOperator) =
    match operator with
    | UnaryOperator.Not -> "not"
    | UnaryOperator.Negate -> "-"

let private shapeOf (kind: Type) : Shape =
    if kind = typeof<string> then
        Shape.Text
    elif kind = typeof<int> || kind = typeof<int64> then
        Shape.Whole
    elif kind = typeof<float> then
        Shape.Number
    elif kind = typeof<bool> then
        Shape.Truth
    elif kind = typeof<TypeName> then
        Shape.TypeName
    elif kind = typeof<BinaryOperator> then
        words Operators.spelling Operators.binaryOperators
    elif kind = typeof<UnaryOperator> then
        words unarySpelling [ UnaryOperator.Not; UnaryOperator.Negate ]
    elif isOptional kind then
        Shape.Optional(kind.GetGenericArguments()[0])
    elif isMany kind then
        Shape.Many(kind.GetGenericArguments()[0])
    elif kind = typeof<int * Span> then
        // The edition and its place.
        let names = [| "number"; "span" |]

        Shape.Object {
            Word = ""
            Parts =
                FSharpType.GetTupleElements kind
                |> Array.mapi (fun i part -> {
                    Name = names[i]
                    Type = part
                    Source = ""
                    Default = defaultOf kind names[i] part
                    Derived = false
                })
            Take = nonNull >> FSharpValue.PreComputeTupleReader kind
            Make = FSharpValue.PreComputeTupleConstructor kind
        }
    elif FSharpType.IsUnion kind then
        Shape.Choice(nonNull >> FSharpValue.PreComputeUnionTagReader kind, unionCases kind)
    elif FSharpType.IsRecord kind then
        let record = recordCase kind

        match record.Parts |> Array.tryFindIndex (fun part -> part.Name = "node") with
        | Some place ->
            let node = record.Parts[place].Type
            Shape.Node(record, place, nonNull >> FSharpValue.PreComputeUnionTagReader node, unionCases node)
        | None -> Shape.Object record
    else
        invalidOp $"The tree has no form for {kind}."

/// The types that a form leads to.
let private within (shape: Shape) : Type list =
    let ofCases (cases: Case[]) = [
        for case in cases do
            for part in case.Parts -> part.Type
    ]

    match shape with
    | Shape.Optional inner
    | Shape.Many inner -> [ inner ]
    | Shape.Object record -> ofCases [| record |]
    | Shape.Choice(_, cases) -> ofCases cases
    | Shape.Node(record, place, _, cases) ->
        ofCases cases
        @ (record.Parts |> Array.removeAt place |> Array.map _.Type |> List.ofArray)
    | _ -> []

/// The forms of a file and of everything in it.
let private forms =
    lazy
        (let known = Dictionary<Type, Shape>()

         let rec add (kind: Type) =
             if not (known.ContainsKey kind) then
                 let shape = shapeOf kind
                 known.Add(kind, shape)
                 List.iter add (within shape)

         add typeof<StudyFile>
         known.ToFrozenDictionary())

/// The form of a type of the tree.
let formOf (kind: Type) : Shape = forms.Value[kind]
