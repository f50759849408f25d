using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>
/// The models of Training 1.0 and Prediction 1.0, as published: members in their order, with their types. A question mark
/// stands for what may be null, a minus sign for what recorded answers leave out where it is null.
/// </summary>
internal static class PublishedModels
{
    private static readonly Dictionary<string, Member[]> Models = Parse(
        """
        AccountModel UserName:string? Email:string? Keys:ApiKeysModel Quotas:AccountQuotaModel
        ApiKeysModel TrainingKeys:KeyPairModel PredictionKeys:KeyPairModel
        KeyPairModel PrimaryKey:string? SecondaryKey:string?
        AccountQuotaModel Tier:string? Projects:QuotaModel Predictions:QuotaModel PerProject:[PerProjectQuotaModel]
        PerProjectQuotaModel ProjectId:uuid Iterations:QuotaModel Images:QuotaModel Tags:QuotaModel
        QuotaModel Total:int32 Used:int32 TimeUntilReset:string-
        DomainModel Id:uuid Name:string?
        ProjectModel Id:uuid Name:string? Description:string? CurrentIterationId:uuid? Created:date-time LastModified:date-time Settings:ProjectSettingsModel ThumbnailUri:string?
        ProjectSettingsModel DomainId:uuid
        ImageTagListModel Tags:[ImageTagModel] TotalTaggedImages:int32 TotalUntaggedImages:int32
        ImageTagModel Id:uuid Name:string? Description:string? ImageCount:int32
        CreateImageSummaryModel IsBatchSuccessful:boolean Images:[CreateImageResultModel]
        CreateImageResultModel SourceUrl:string? Image:ImageModel? Status:OK|OKDuplicate|ErrorSource|ErrorImageFormat|ErrorImageSize|ErrorStorage|ErrorLimitExceed|ErrorUnknown
        ImageModel Id:uuid Created:date-time Width:int32 Height:int32 ImageUri:string? ThumbnailUri:string? Labels:[ImageLabelModel] Predictions:[PredictionTagModel]
        ImageLabelModel LabelId:uuid Created:date-time TagId:uuid
        PredictionTagModel TagId:uuid Tag:string? Probability:number
        PredictionQueryModel Results:[PredictionModel] Token:PredictionQueryTokenModel
        PredictionModel Id:uuid Project:uuid Iteration:uuid Created:date-time Predictions:[PredictionTagModel] ImageUri:string? ThumbnailUri:string?
        PredictionQueryTokenModel Session:string? Continuation:string? MaxCount:int32 OrderBy:Newest|Oldest|Suggested IterationId:uuid? TagIds:[uuid]? Threshold:number StartTime:date-time? EndTime:date-time? Source:string?
        IterationModel Id:uuid Name:string? Status:string? Created:date-time LastModified:date-time TrainedAt:date-time- IsDefault:boolean
        IterationPerformanceModel PerTagPerformance:[ImageTagPerformanceModel] Precision:number PrecisionStdDeviation:number Recall:number RecallStdDeviation:number
        ImageTagPerformanceModel TagId:uuid TagName:string? Precision:number PrecisionStdDeviation:number Recall:number RecallStdDeviation:number
        ImagePredictionResultModel Id:uuid Project:uuid Iteration:uuid Created:date-time Predictions:[ImageTagPrediction]
        ImageTagPrediction TagId:uuid Tag:string? Probability:number
        """);

    /// <summary>In the order of the alphabet.</summary>
    public static IEnumerable<string> Names => Models.Keys.Order(StringComparer.Ordinal);

    /// <param name="type">A model, or a list of them in brackets. A list must not be empty: it would show nothing.</param>
    /// <param name="met">Takes the names of all models that were checked.</param>
    public static void CheckJson(string type, string body, ISet<string> met)
    {
        Assert.DoesNotContain("\n", body, StringComparison.Ordinal);
        var answer = JsonNode.Parse(body);
        if (IsList(type))
            Assert.NotEmpty(answer!.AsArray());
        CheckJson(type, answer, "body", met);
    }

    /// <summary>Nulls have no element.</summary>
    /// <param name="type">As in JSON.</param>
    /// <param name="met">As in JSON.</param>
    public static void CheckXml(string type, string body, ISet<string> met)
    {
        Assert.DoesNotContain("xmlns", body, StringComparison.Ordinal);
        var answer = XElement.Parse(body);
        Assert.Equal(IsList(type) ? $"ArrayOf{ItemOf(type)}" : type, answer.Name.LocalName);
        if (IsList(type))
            Assert.NotEmpty(answer.Elements());
        CheckXml(type, answer, met);
    }

    private static void CheckJson(string type, JsonNode? value, string place, ISet<string> met)
    {
        if (IsList(type))
        {
            foreach (var item in value!.AsArray())
                CheckJson(ItemOf(type), item, place, met);
        }
        else if (Models.TryGetValue(type, out var members))
        {
            met.Add(type);
            var there = value!.AsObject().Select(member => member.Key).ToList();
            Assert.Equal(members.Where(member => !member.MayBeMissing || there.Contains(member.Name)).Select(member => member.Name), there);
            foreach (var member in members)
                if (value[member.Name] is { } inner)
                    CheckJson(member.Type, inner, $"{place}.{member.Name}", met);
                else
                    Assert.True(member.MayBeNull, $"{place}.{member.Name} is null.");
        }
        else
        {
            var kind = type switch { "int32" or "number" => "Number", "boolean" => "True or False", _ => "String" };
            Assert.True(kind.Contains(value!.GetValueKind().ToString(), StringComparison.Ordinal), $"{place} is {value.ToJsonString()}, no {type}.");
            CheckText(type, value.ToString(), place);
        }
    }

    private static void CheckXml(string type, XElement element, ISet<string> met)
    {
        if (IsList(type))
        {
            foreach (var item in element.Elements())
            {
                Assert.Equal(ItemOf(type) == "uuid" ? "Guid" : ItemOf(type), item.Name.LocalName);
                CheckXml(ItemOf(type), item, met);
            }
        }
        else if (Models.TryGetValue(type, out var members))
        {
            met.Add(type);
            var there = element.Elements().Select(child => child.Name.LocalName).ToList();
            Assert.Equal(members.Where(member => !member.MayBeNull || there.Contains(member.Name)).Select(member => member.Name), there);
            foreach (var member in members.Where(member => there.Contains(member.Name)))
                CheckXml(member.Type, element.Element(member.Name)!, met);
        }
        else
        {
            CheckText(type, type == "boolean" ? element.Value.ToUpperInvariant() : element.Value, element.Name.LocalName);
        }
    }

    private static void CheckText(string type, string text, string place)
    {
        var isRight = type switch
        {
            "uuid" => Guid.TryParseExact(text, "D", out _),
            "string" => true,
            "int32" => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "number" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number),
            "boolean" => bool.TryParse(text, out _),
            "date-time" => DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
            _ => type.Split('|').Contains(text),
        };
        Assert.True(isRight, $"{place} is {text}, no {type}.");
    }

    private static bool IsList(string type) => type.StartsWith('[');

    private static string ItemOf(string list) => list.Trim('[', ']');

    private static Dictionary<string, Member[]> Parse(string text) => text
        .Split('\n')
        .Select(line => line.Split(' '))
        .ToDictionary(words => words[0], words => words[1..].Select(word =>
        {
            var (name, type) = (word.Split(':')[0], word.Split(':')[1]);
            return new Member(name, type.TrimEnd('?', '-'), type[^1] is '?' or '-', type[^1] is '-');
        }).ToArray());

    private sealed record Member(string Name, string Type, bool MayBeNull, bool MayBeMissing);
}
