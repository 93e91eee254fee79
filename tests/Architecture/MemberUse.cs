using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Architecture;

/// <summary>What a built assembly uses of others, as its metadata says: what it calls cannot hide there, in whichever language it was written.</summary>
internal sealed class MemberUse
{
    private MemberUse(IReadOnlySet<string> assemblies, IReadOnlySet<string> members)
    {
        Assemblies = assemblies;
        Members = members;
    }

    /// <summary>The names of the assemblies it uses.</summary>
    public IReadOnlySet<string> Assemblies { get; }

    /// <summary>Each method and field it uses of other assemblies, as <c>Namespace.Type::Member</c>.</summary>
    public IReadOnlySet<string> Members { get; }

    /// <summary>Reads an assembly's metadata.</summary>
    public static MemberUse Read(string path)
    {
        using var file = File.OpenRead(path);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var assemblies = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToHashSet();
        var members = new HashSet<string>();
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (TypeName(metadata, member.Parent) is { } type)
            {
                members.Add($"{type}::{metadata.GetString(member.Name)}");
            }
        }

        return new MemberUse(assemblies, members);
    }

    private static string? TypeName(MetadataReader metadata, EntityHandle parent)
    {
        switch (parent.Kind)
        {
            case HandleKind.TypeReference:
                var type = metadata.GetTypeReference((TypeReferenceHandle)parent);
                var name = metadata.GetString(type.Name);
                return type.ResolutionScope.Kind == HandleKind.TypeReference
                    ? $"{TypeName(metadata, type.ResolutionScope)}/{name}"
                    : $"{metadata.GetString(type.Namespace)}.{name}";
            case HandleKind.TypeSpecification:
                // A generic type made of others: its definition stands first in the signature.
                var signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
                return signature.ReadSignatureTypeCode() == SignatureTypeCode.GenericTypeInstance && signature.ReadByte() is var _
                    ? Generic(metadata, signature)
                    : null;
            default:
                return null;
        }
    }

    private static string? Generic(MetadataReader metadata, BlobReader signature)
    {
        var handle = signature.ReadTypeHandle();
        return handle.Kind == HandleKind.TypeReference ? TypeName(metadata, handle) : null;
    }
}
