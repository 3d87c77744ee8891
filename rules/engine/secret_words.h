// What is a secret by the name that it has, or by its form. Lint reports such values, and nothing shows them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace virga {

// Whether the property of this name contains a password itself, rather than the name of a secret.
bool is_password_property(std::string_view name);

// Whether the name of a parameter says that its value is a secret: "DatabasePassword", "ApiKey". That of what names or
// describes a secret does not: "PasswordLength".
bool is_secret_name(std::string_view name);

// The same with what may be a secret: "ClientSecret", "AuthToken", "SecretString", "GITHUB_TOKEN". For what is better
// hidden once too often.
bool may_be_secret_name(std::string_view name);

// The same and more: "DbPass", "Token", "ENCRYPTION_KEY", "CREDENTIALS". Only for what is hidden where nothing is said
// of it, since some of them are none.
bool is_hidden_name(std::string_view name);

// Whether the name is that of a quantity: how long or how many. None of what stands below it is a secret, whatever it
// is called: the units in "TokenValidityUnits".
bool is_quantity_name(std::string_view name);

// Whether the name is one of a setting, which a template may take from where secrets are kept, too: "LOG_LEVEL".
bool is_setting_name(std::string_view name);

// The words of a name in lower case: "DBPassword" is db, password; "MYSQL_PWD" mysql, pwd.
std::vector<std::string> words_of(std::string_view name);

// What secret is in the text, such as "a GitHub token"; empty if none has a form that is known.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
std::string_view secret_in(std::string_view text);

// Whether a text is a single word of the characters that secrets are made of.
bool is_one_word(std::string_view text);

// Where in a text the secrets are: begins and ends in bytes, in order, none in another.
using SecretPlaces = std::vector<std::pair<std::size_t, std::size_t>>;

// The places of more texts of forms that only keys and tokens have, which lint does not report: "github_pat_…".
SecretPlaces tokens_by_form(std::string_view text);

// The places of what secret_in() finds, of the tokens_by_form(), of passwords in addresses, and the assigned_secrets().
SecretPlaces secret_places(std::string_view text);

// The places of what the text gives something with an is_hidden_name(): "Password=x;", "?token=x", "\"password\":
// \"x\"",
// "--password x"; and of what logs in: "-u user:x", "Authorization: Basic x".
SecretPlaces assigned_secrets(std::string_view text);

// Those of what commands that set passwords read or are told: "echo USER:x | chpasswd", "chpasswd <<END".
SecretPlaces read_passwords(std::string_view text);

// Those of what commands that take them without a name are told, and of lines of files that keep them: "rabbitmqctl
// add_user USER x", "openssl rsa -passin pass:x", "machine HOST login USER password x".
SecretPlaces told_passwords(std::string_view text);

// Those of JSON with backslashes before its quotes, of names and values beside each other in JSON and XML, and of
// elements: {"name": "NAME", "value": "x"}, "<add key=\"NAME\" value=\"x\"/>", "<password>x</password>".
SecretPlaces structured_secrets(std::string_view text);

// What only the deployment or the machine knows, or what is no secret, where a secret may stand.
bool is_open_value(std::string_view value);

// Puts places in order and those that overlap together.
void join_places(SecretPlaces& places);

// The text with asterisks in place of these, or of its secret_places().
std::string without_places(std::string_view text, const SecretPlaces& places);
std::string without_secrets(std::string_view text);

}  // namespace virga
