using Mono.Cecil;
using Mono.Cecil.Cil;

namespace CustomVision.Tests;

/// <summary>
/// Finds namespaces of one assembly that depend on each other in a cycle. Each namespace is a node of its own, so a namespace may use its
/// parent, or its parent may use it, but not both.
/// </summary>
internal static class NamespaceCycles
{
    /// <returns>One line for each dependency that is part of a cycle, with an example.</returns>
    public static string[] Find(string assemblyPath, string rootNamespace)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(assemblyPath);
        var edges = new Dictionary<(string From, string To), string>();
        foreach (var type in assembly.MainModule.GetTypes())
        {
            foreach (var used in UsedTypes(type).SelectMany(Flatten))
            {
                var (from, to) = (NamespaceOf(type), NamespaceOf(used));
                if (from != to && IsWithin(from, rootNamespace) && IsWithin(to, rootNamespace))
                    edges.TryAdd((from, to), $"{Outermost(type).Name} uses {Outermost(used).Name}");
            }
        }

        var targets = edges.Keys.ToLookup(edge => edge.From, edge => edge.To);
        return
        [
            .. edges.Where(edge => Reaches(targets, edge.Key.To, edge.Key.From))
                .Select(edge => $"{edge.Key.From} -> {edge.Key.To}: {edge.Value}")
                .Order(StringComparer.Ordinal),
        ];
    }

    private static bool Reaches(ILookup<string, string> targets, string from, string to)
    {
        var visited = new HashSet<string> { from };
        var queue = new Queue<string>(visited);
        while (queue.TryDequeue(out var current))
        {
            if (current == to)
                return true;
            foreach (var next in targets[current])
                if (visited.Add(next))
                    queue.Enqueue(next);
        }
        return false;
    }

    private static IEnumerable<TypeReference?> UsedTypes(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(implemented => implemented.InterfaceType),
        .. type.CustomAttributes.Select(attribute => attribute.AttributeType),
        .. type.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType),
        .. type.Fields.Select(field => field.FieldType),
        .. type.Methods.SelectMany(UsedTypes),
    ];

    private static IEnumerable<TypeReference?> UsedTypes(MethodDefinition method) =>
    [
        .. SignatureTypes(method),
        .. method.CustomAttributes.Select(attribute => attribute.AttributeType),
        .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(UsedTypes) : [],
    ];

    private static IEnumerable<TypeReference?> UsedTypes(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        MethodReference method => [method.DeclaringType, .. SignatureTypes(method)],
        _ => [],
    };

    private static IEnumerable<TypeReference?> SignatureTypes(MethodReference method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(parameter => parameter.ParameterType),
        .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
    ];

    private static IEnumerable<TypeReference> Flatten(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => Flatten(generic.ElementType).Concat(generic.GenericArguments.SelectMany(Flatten)),
        TypeSpecification composed => Flatten(composed.ElementType),
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static string NamespaceOf(TypeReference type) => Outermost(type).Namespace;

    private static bool IsWithin(string name, string root) => name == root || name.StartsWith($"{root}.", StringComparison.Ordinal);
}
