using System.Security;

namespace CustomVision.Client.Tests.Connection;

public sealed class SecretTests
{
    [Theory]
    [InlineData("abc123")]
    [InlineData(" abc123\r\n")]
    [InlineData("\tabc123\u00a0")]
    public void What_copying_leaves_around_a_key_is_dropped(string text) => Assert.Equal("abc123", Secret.From(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    public void An_empty_key_is_refused(string text) => Assert.Throws<ArgumentException>(() => Secret.From(text));

    [Fact]
    public void No_key_at_all_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => Secret.From((string)null!));
        Assert.Throws<ArgumentNullException>(() => Secret.From((SecureString)null!));
    }

    [Theory]
    [InlineData("abc 123")]
    [InlineData("abc\r\nX-Evil: 123")]
    [InlineData("abc\0123")]
    [InlineData("abc\u007f123")]
    [InlineData("abc\u200b123")]
    [InlineData("abcé123")]
    public void A_key_that_no_header_can_carry_is_refused_and_not_repeated(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => Secret.From(text));

        Assert.DoesNotContain("abc", error.ToString());
        Assert.DoesNotContain("123", error.Message);
    }

    [Fact]
    public void A_SecureString_is_taken_like_text()
    {
        using var secure = Secure(" abc123 ");
        using var empty = Secure("");

        Assert.Equal("abc123", Secret.From(secure).Value);
        Assert.Throws<ArgumentException>(() => Secret.From(empty));
    }

    [Fact]
    public void A_key_is_shown_nowhere()
    {
        var secret = Secret.From("abc123");

        Assert.Equal("(hidden)", secret.ToString());
        Assert.Equal("(hidden)", $"{secret}");
        Assert.Equal("{}", System.Text.Json.JsonSerializer.Serialize(secret));
        Assert.Empty(typeof(Secret).GetProperties());
        Assert.Empty(typeof(Secret).GetFields());
    }

    [Fact]
    public void Every_place_a_key_stands_in_is_blanked() =>
        Assert.Equal("(hidden) and (hidden)!", Secret.From("abc123").RemoveFrom("abc123 and abc123!"));

    private static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var character in text)
            secure.AppendChar(character);
        return secure;
    }
}
