using System.Net;
using System.Reflection;
using CustomVision.PowerShell.Tests.Hosting;

namespace CustomVision.PowerShell.Tests;

/// <summary>All error records that the module can create, whatever their cause.</summary>
public sealed class ErrorTests : IDisposable
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private readonly Session session = Session.Reusable();

    public void Dispose() => session.Dispose();

    [Fact]
    public void Each_error_has_an_id_a_message_and_a_recommended_action()
    {
        var module = ((CmdletInfo)session.Output("Get-Command Get-CVProject").Single().BaseObject).ImplementingType.Assembly;
        var factories = module.GetType("CustomVision.PowerShell.Errors", throwOnError: true)!
            .GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.ReturnType == typeof(ErrorRecord)).ToList();

        var records = factories.SelectMany(factory => Arguments(factory).Select(arguments => (factory.Name, Record: (ErrorRecord)factory.Invoke(null, arguments)!))).ToList();

        Assert.True(records.Count > 100, $"Only {records.Count} records were created.");
        Assert.Equal(factories.Select(factory => factory.Name).Distinct().Order(), records.Select(record => record.Name).Distinct().Order());
        Assert.All(records, record =>
        {
            Assert.Matches("^[A-Z][A-Za-z]+$", record.Record.FullyQualifiedErrorId);
            Assert.False(string.IsNullOrWhiteSpace(record.Record.ToString()), $"{record.Name} has no message.");
            Assert.Matches(@"\w.*\S$", record.Record.ErrorDetails.RecommendedAction);
        });
    }

    /// <summary>Arguments for a factory: each of its parameters in all its variants, while the others have their first.</summary>
    private static IEnumerable<object?[]> Arguments(MethodInfo factory)
    {
        var values = factory.GetParameters().Select(parameter => Values(parameter.ParameterType).ToArray()).ToArray();
        if (values.Length == 0)
            return [[]];
        return values.SelectMany((variants, index) => variants.Select(variant => values.Select((value, other) => other == index ? variant : value[0]).ToArray()));
    }

    private static IEnumerable<object?> Values(Type type)
    {
        if (type == typeof(string) || type == typeof(object))
            return ["text"];
        if (type == typeof(IReadOnlyList<string>))
            return [Array.Empty<string>(), new[] { "one", "two" }];
        if (type == typeof(Uri))
            return [new Uri("http://127.0.0.1:9/")];
        if (type == typeof(FileInfo))
            return [new FileInfo("text")];
        if (type == typeof(IEnumerable<Uri>))
            return [new[] { new Uri("http://127.0.0.1:9/") }];
        if (type == typeof(ArgumentException) || type == typeof(Exception))
            return [new ArgumentException("cause")];
        if (type == typeof(bool))
            return [true, false];
        if (type.IsValueType)
            return [Activator.CreateInstance(type)];
        if (type.Name == "CustomVisionException")
            return Failures(type.Assembly);
        if (type.Name.EndsWith("Result", StringComparison.Ordinal))
            return Results(type);
        return [Create(type)];
    }

    private static IEnumerable<object> Failures(Assembly client)
    {
        var codes = client.GetType("CustomVision.Http.ServiceError")!;
        var errors = client.GetType("CustomVision.Http.ServiceErrorException")!;
        string?[] known = [null, "NotFoundProject", "NotFoundTag", "BadRequestTagNameNotUnique", "BadRequestExceedProjectLimit", "XTrainingValidationFailed", "Unknown"];
        HttpStatusCode[] statuses = [.. Enum.GetValues<HttpStatusCode>().Where(status => (int)status >= 400).Distinct()];
        foreach (var status in statuses)
            foreach (var code in status == HttpStatusCode.BadRequest ? known : [null])
                yield return Activator.CreateInstance(errors, Any, null, ["PredictImage", status, Activator.CreateInstance(codes, code, "text"), null, null], null)!;
        foreach (var other in client.GetTypes().Where(other => !other.IsAbstract && typeof(Exception).IsAssignableFrom(other) && other.BaseType?.Name == "CustomVisionException" && other != errors))
            yield return Create(other);
    }

    private static IEnumerable<object> Results(Type type)
    {
        var statuses = type.Assembly.GetTypes().Where(values => values.Name is "ImageStatus" or "DownloadStatus" or "ImageRegionStatus")
            .SelectMany(values => values.GetFields()).Select(field => (string)field.GetRawConstantValue()!);
        foreach (var status in statuses.Append("ErrorOfTomorrow"))
        {
            var result = Activator.CreateInstance(type, nonPublic: true)!;
            type.GetProperty("Path")?.SetValue(result, "a.jpg");
            type.GetProperty("Status")!.SetValue(result, status);
            yield return result;
        }
    }

    private static object Create(Type type)
    {
        var constructor = type.GetConstructors(Any).Where(constructor => !constructor.IsStatic).OrderByDescending(constructor => constructor.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Default(parameter.ParameterType))]);
    }

    private static object? Default(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(Uri) ? new Uri("http://127.0.0.1:9/")
        : type == typeof(Version) ? new Version(1, 0)
        : type.Name == "CustomVisionException" ? Failures(type.Assembly).First()
        : type == typeof(Exception) ? new InvalidOperationException("cause")
        : type.IsValueType ? Activator.CreateInstance(type)
        : type.Name == "Iteration" ? Activator.CreateInstance(type)
        : null;
}
