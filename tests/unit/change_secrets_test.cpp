// Values of parameters that are secrets, which nothing of a comparison shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>
#include <utility>

#include "compiler/change/render.h"
#include "rules/engine/secret_words.h"
#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kUses =
    "Resources:\n"
    "  S: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Sub 'abc-${DbPassword}'}}\n"
    "  J: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Join ['-', [a, !Ref DbPassword]]}}\n"
    "  F: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {X: !Ref DbPassword}}}}\n"
    "Outputs: {O: {Value: !Join ['', [a, !Ref DbPassword]]}}\n";

void expect_nothing_shown(const TemplateChange& change) {
  EXPECT_FALSE(change.is_empty());
  const std::span<const TemplateChange> one_change(&change, 1);
  for (const std::string& text :
       {render_change_text(change, {}), render_change_json(one_change), render_change_json(one_change, ChangeList::All),
        render_change_markdown(one_change), render_change_github(one_change), changes(change).front()}) {
    EXPECT_THAT(text, Not(HasSubstr("hunter"))) << text;
  }
  for (const ResourceChange& one : change.resources) {
    for (const PropertyChange& property : one.changes) EXPECT_THAT(property.after->json, Not(HasSubstr("hunter")));
  }
}

TEST(ChangeSecrets, TheValueOfASecretParameterIsHiddenWhereverItIsUsed) {
  const auto with = [](const std::string& value) {
    return "Parameters: {DbPassword: {Type: String, Default: " + value + "}}\n" + kUses;
  };
  expect_nothing_shown(compare(with("hunter1"), with("hunter2")));
  expect_nothing_shown(compare(with("a"), with("a"), {{"DbPassword", "hunter1"}}, {{"DbPassword", "hunter2"}}));
}

TEST(ChangeSecrets, NoEchoOnOneSideHidesTheValueOnBoth) {
  const auto with = [](const std::string& attributes, const std::string& value) {
    return "Parameters: {P: {Type: String, " + attributes + "Default: " + value +
           "}}\nConditions: {C: !Equals [!Ref P, " + value +
           "]}\nResources:\n"
           "  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref P, TopicName: !Sub 'abc-${P}'}}\n"
           "  J: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Join ['-', [a, !If [C, !Ref P, b]]]}}\n"
           "Outputs: {O: {Value: !Ref P, Export: {Name: !Sub 'e-${P}'}}}\n";
  };
  const std::string attribute = "NoEcho: true, ";
  for (const auto& [before, after] : {std::pair(attribute, std::string()), {std::string(), attribute}}) {
    for (const TemplateChange& change :
         {compare(with(before, "hunter1"), with(after, "hunter2")),
          compare(with(before, "a"), with(after, "a"), {{"P", "hunter1"}}, {{"P", "hunter2"}})}) {
      expect_nothing_shown(change);
    }
  }
}

TEST(ChangeSecrets, WhatASecretTakesThePlaceOfIsHidden) {
  const auto with = [](const std::string& value, const std::string& parameters = {}) {
    return "Parameters: {P: {Type: String, NoEcho: true}, Env: {Type: String}" + parameters +
           "}\nConditions: {C: !Equals [!Ref Env, prod]}\nMappings: {M: {a: {b: hunter4}}}\nResources:\n"
           "  T: {Type: AWS::SNS::Topic, Metadata: {X: " +
           value + "}, Properties: {DisplayName: " + value +
           "}}\n"
           "  F: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {X: " +
           value + "}}}}\nOutputs: {O: {Value: " + value + "}}\n";
  };
  for (const std::string secret :
       {"!Ref P", "!Sub 'abc-${P}'", "!Join ['', [abc-, !Ref P]]", "'{{resolve:secretsmanager:x}}'",
        "!Sub '{{resolve:ssm-secure:${Env}}}'", "!If [C, !Ref P, !Sub '${P}x']"}) {
    for (const std::string text :
         {"hunter1", "abc-hunter2", "!Sub 'abc-hunter3${Env}'", "!Join ['-', [abc, hunter3]]", "!FindInMap [M, a, b]",
          "!If [C, hunter1, hunter2]", "!Select [0, [hunter1, hunter2]]"}) {
      expect_nothing_shown(compare(with(text), with(secret)));
      expect_nothing_shown(compare(with(secret), with(text)));
    }
  }
  const std::string plain = ", Plain: {Type: String, Default: hunter5, AllowedValues: [hunter5, hunter6]}";
  expect_nothing_shown(compare(with("!Ref Plain", plain), with("!Ref P")));
  expect_nothing_shown(compare(with("hunter1"), with("!Ref P"), {{"P", "x"}}, {{"P", "x"}}));
  // What stands around it is shown, and so is what both versions have.
  const auto shown = [&](const std::string& before, const std::string& after) {
    return compare(with(before), with(after)).resources.at(1).changes.at(0).before->text;
  };
  EXPECT_EQ(shown("abc-hunter2", "!Sub 'abc-${P}'"), "abc-****");
  EXPECT_EQ(shown("!Join ['-', [abc, hunter3]]", "!Join ['-', [abc, !Ref P]]"), "!Join [\"-\", [abc, \"****\"]]");
  EXPECT_EQ(shown("\"a b\\nx=hunter\\nc d\"", "!Sub \"a b\\nx=${P}\\nc d\""), "a b\nx=****\nc d");
  EXPECT_EQ(shown("!Sub 'a-${P}'", "!Sub 'b-${P}'"), "!Sub \"a-${P}\"");
  EXPECT_EQ(shown("abc", "!Ref Env"), "abc");
}

TEST(ChangeSecrets, WhatASecretTakesThePlaceOfInOneCaseIsHiddenInAll) {
  const auto with = [](const std::string& value) {
    return "Parameters: {P: {Type: String, NoEcho: true}, Env: {Type: String}, Plain: {Type: String, Default: "
           "hunter5}}\n"
           "Conditions: {C: !Equals [!Ref Env, prod]}\nResources:\n  F: {Type: AWS::Lambda::Function, Properties: "
           "{Environment: {Variables: {X: " +
           value + "}}}}\nOutputs: {O: {Value: " + value + "}}\n";
  };
  for (const std::string secret : {"!If [C, !Ref P, !Ref AWS::NoValue]", "!If [C, !Ref P, other]",
                                   "!If [C, other, !Ref P]", "!If [C, '{{resolve:secretsmanager:x}}', other]"}) {
    for (const std::string text :
         {"hunter1", "!Sub 'hunter3${Env}'", "!Ref Plain", "!If [C, hunter1, hunter1]", "!Join ['-', [hunter3, b]]"}) {
      for (const auto& [before, after] : {std::pair(text, secret), {secret, text}}) {
        const TemplateChange change = compare(with(before), with(after));
        const std::span<const TemplateChange> one_change(&change, 1);
        for (const std::string& shown : {render_change_text(change, {}), render_change_json(one_change),
                                         render_change_json(one_change, ChangeList::All),
                                         render_change_markdown(one_change), render_change_github(one_change)}) {
          EXPECT_THAT(shown, Not(HasSubstr("hunter"))) << before << " -> " << after << '\n' << shown;
        }
      }
    }
  }
  // Nothing else is.
  EXPECT_THAT(render_change_text(compare(with("abc"), with("!If [C, !Ref Env, other]")), {}), HasSubstr("abc"));
}

TEST(ChangeSecrets, WhatIsTakenFromASecretByItsNameIsHiddenWhereItIsWrittenOut) {
  const auto with = [](const std::string& settings) {
    return "Resources:\n  T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Name: a, Image: "
           "b, " +
           settings + "}]}}\n";
  };
  const std::string arn = "'arn:aws:secretsmanager:us-east-1:123456789012:secret:x'";
  const std::string names = "Secrets: [{Name: FOO, ValueFrom: " + arn + "}]";
  const std::string options = "LogConfiguration: {SecretOptions: [{Name: FOO, ValueFrom: " + arn + "}]}";
  const std::string plain = "LogConfiguration: {Options: {FOO: hunter1}}";
  const std::string kept = "Environment: [{Name: FOO, Type: SECRETS_MANAGER, Value: x}]";
  for (const auto& [was, is] :
       {std::pair<std::string, std::string>("Environment: [{Name: FOO, Value: hunter1}]", names),
        {plain, options},
        {"Environment: [{Name: FOO, Value: hunter1}]", kept}}) {
    for (const auto& [before, after] : {std::pair(was, is), {is, was}}) {
      const TemplateChange change = compare(with(before), with(after));
      const std::span<const TemplateChange> one_change(&change, 1);
      for (const std::string& shown : {render_change_text(change, {}), render_change_json(one_change),
                                       render_change_json(one_change, ChangeList::All),
                                       render_change_markdown(one_change), render_change_github(one_change)}) {
        EXPECT_THAT(shown, Not(HasSubstr("hunter"))) << shown;
      }
    }
  }
  EXPECT_THAT(render_change_text(compare(with("Environment: [{Name: BAR, Value: abc}]"), with(names)), {}),
              HasSubstr("abc"));
}

TEST(ChangeSecrets, WhatOtherCommandsReadOrAreToldIsHidden) {
  for (const char* text : {"define('DB_PASSWORD', 'abc1');",
                           "define( 'DB_PASSWORD', \"abc1\" );",
                           "define(\\\"DB_PASSWORD\\\", \\\"abc1\\\")",
                           "setPassword('abc1')",
                           "x.SetPassword(\"abc1\")",
                           "passwd u <<EOF\nabc1\nabc1\nEOF\n",
                           "(echo abc1; echo abc1) | passwd u",
                           "echo abc1 | passwd u",
                           "echo abc1 | openssl passwd -6 -stdin",
                           "machine h login u password abc1",
                           "machine h\n  login u\n  password abc1\n",
                           "printf 'machine h\\npassword abc1\\n'",
                           "echo abc1 | docker login -u u --password-stdin r",
                           "docker login --password-stdin <<< abc1",
                           "echo abc1 | sudo -S ls",
                           "echo 'abc1' | kinit u",
                           "ALTER USER u IDENTIFIED BY abc1;",
                           "alter user u identified by values 'abc1'",
                           "echo 'h:5432:d:u:abc1' > f",
                           "echo 'h:*:d:u:abc1' >> ~/.pgpass",
                           "rabbitmqctl add_user u abc1",
                           "rabbitmqctl -q change_password u 'abc1'",
                           "openssl enc -aes256 -k abc1 -in a",
                           "openssl rsa -passin pass:abc1 -in a",
                           "echo root:abc1 > f; chpasswd < f",
                           "cat > f <<EOF\nroot:abc1\nEOF\nchpasswd < f"}) {
    EXPECT_THAT(without_secrets(text), Not(HasSubstr("abc1"))) << text;
    EXPECT_THAT(without_secrets(text), HasSubstr("****")) << text;
  }
  for (const char* text : {"define('DB_NAME', 'abc1');",
                           "define('DB_PASSWORD', getenv('X'))",
                           "setName('abc1')",
                           "getPassword('abc1')",
                           "a machine with a login for users",
                           "resources identified by tags",
                           "the user is identified by an ID",
                           "GRANT ALL TO u IDENTIFIED BY PASSWORD",
                           "arn:aws:states:us-east-1:123456789012:execution:a:b",
                           "h:8080:a:b:c",
                           "echo abc1 | sudo tee f",
                           "echo abc1 | docker login",
                           "add_user u abc1",
                           "curl -k https://h",
                           "openssl rsa -passin file:f",
                           "chpasswd < f",
                           "echo a:b > g; chpasswd < f",
                           "--password-stdin",
                           "machine",
                           "machine h password",
                           "rabbitmqctl add_user u",
                           ":5432:",
                           "pgpass :",
                           "openssl -k '"}) {
    EXPECT_EQ(without_secrets(text), text);
  }
}

TEST(ChangeSecrets, AParameterThatIsAllOfASecretIsOne) {
  const auto with = [](const std::string& value) {
    return "Parameters: {P: {Type: String, Default: " + value +
           "}}\nResources:\n  D: {Type: AWS::RDS::DBInstance, Properties: {MasterUserPassword: !Ref P}}\n"
           "  S: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Sub 'abc-${P}'}}\n";
  };
  expect_nothing_shown(compare(with("hunter1"), with("hunter2")));
}

TEST(ChangeSecrets, WhatAPasswordCommandReadsIsHidden) {
  EXPECT_EQ(without_secrets("echo 'root:abc1' | chpasswd\n"), "echo 'root:****' | chpasswd\n");
  EXPECT_EQ(without_secrets("echo root:abc1|sudo /usr/sbin/chpasswd -e"), "echo root:****|sudo /usr/sbin/chpasswd -e");
  EXPECT_EQ(without_secrets("echo \"abc1\" | passwd --stdin u"), "echo \"****\" | passwd --stdin u");
  EXPECT_EQ(without_secrets("printf abc1 | passwd u --stdin"), "printf **** | passwd u --stdin");
  for (const char* text : {"echo root:$P | chpasswd",
                           "cat users:all | chpasswd",
                           "echo abc1 | tee passwd",
                           "cat > /etc/passwd <<EOF\na:b\nEOF",
                           "cat /etc/passwd | grep a",
                           "echo 'a:b' | wc",
                           "| chpasswd",
                           "chpasswd",
                           "chpasswd <<EOF",
                           "chpasswd <<<",
                           "a:b) | chpasswd",
                           ") | chpasswd",
                           "(;) | chpasswd",
                           "{}|chpasswd",
                           "chpasswd < a:b",
                           "cat <<EOF | wc\na:b\nEOF",
                           "chpasswd:\nlist:\n  a:b",
                           "chpasswd <<EOF\nroot:$P\nEOF",
                           "htpasswd -c f u",
                           "password=$1$2"}) {
    EXPECT_EQ(without_secrets(text), text);
  }
  for (const char* name : {"REDIS_AUTH", "REDISCLI_AUTH", "RedisAuth", "redis_auth", "ValkeyAuth"})
    EXPECT_TRUE(is_hidden_name(name)) << name;
  EXPECT_EQ(without_secrets("echo 'root:a;b|c&d' | chpasswd"), "echo 'root:****' | chpasswd");
  EXPECT_EQ(without_secrets("printf 'abc1\\nabc1' | passwd u"), "printf '****' | passwd u");
  EXPECT_EQ(without_secrets("echo abc1 | smbpasswd -s -a u"), "echo **** | smbpasswd -s -a u");
  EXPECT_EQ(without_secrets("chpasswd <<<'root:abc1'\nls"), "chpasswd <<<'root:****'\nls");
  EXPECT_EQ(without_secrets("sudo chpasswd -c SHA512 <<< root:abc1; ls"), "sudo chpasswd -c SHA512 <<< root:****; ls");
  EXPECT_EQ(without_secrets("passwd --stdin u <<< \"abc1\""), "passwd --stdin u <<< \"****\"");
  EXPECT_EQ(without_secrets("chpasswd < <(echo 'root:abc1')"), "chpasswd < <(echo 'root:****')");
  EXPECT_EQ(without_secrets("chpasswd <<EOF\nroot:abc1\nu:abc2\nEOF\na:b\n"),
            "chpasswd <<EOF\nroot:****\nu:****\nEOF\na:b\n");
  EXPECT_EQ(without_secrets("cat <<-'END' | sudo chpasswd\n\troot:abc1\n\tEND\na:b"),
            "cat <<-'END' | sudo chpasswd\n\troot:****\n\tEND\na:b");
  EXPECT_EQ(without_secrets("chpasswd:\n  expire: false\n  list: |\n    root:abc1\n    u:abc2\nruncmd:\n  - a:b"),
            "chpasswd:\n  expire: false\n  list: |\n    root:****\n    u:****\nruncmd:\n  - a:b");
  EXPECT_EQ(without_secrets("chpasswd:\n  list:\n  - root:abc1\n  expire: false"),
            "chpasswd:\n  list:\n  - root:****\n  expire: false");
  EXPECT_EQ(without_secrets("htpasswd -cb /etc/x u 'abc1'"), "htpasswd -cb /etc/x u '****'");
  EXPECT_EQ(without_secrets("P=$(openssl passwd -6 abc1)"), "P=$(openssl passwd -6 ****)");
  EXPECT_EQ(without_secrets("(echo abc1; echo abc2) | smbpasswd -s -a u"),
            "(echo ****; echo ****) | smbpasswd -s -a u");
  EXPECT_EQ(without_secrets("{ echo 'u:abc1'; echo root:abc2; } | chpasswd"),
            "{ echo 'u:****'; echo root:****; } | chpasswd");
  EXPECT_EQ(without_secrets("printf '%s:%s' root abc1 | chpasswd"), "printf '%s:%s' root **** | chpasswd");
  EXPECT_EQ(without_secrets("echo root:abc1 |\n  chpasswd"), "echo root:**** |\n  chpasswd");
  EXPECT_EQ(without_secrets("echo root:abc1 | \\\n  chpasswd"), "echo root:**** | \\\n  chpasswd");
  EXPECT_EQ(without_secrets("usermod -p abc1 u"), "usermod -p **** u");
  EXPECT_EQ(without_secrets("passwd: $6$abcdefgh$abcdefghijkl"), "passwd: ****");
  for (const char* name : {"SMTP_AUTH", "USE_AUTH", "AUTH", "SmtpAuth"}) EXPECT_FALSE(is_hidden_name(name)) << name;
}

TEST(ChangeSecrets, PiecesAndEncodedTextsAreReadTogether) {
  const auto with = [](const std::string& list) {
    return "Resources: {I: {Type: AWS::EC2::Instance, Properties: {UserData: !Base64 {'Fn::Join': ['', [" + list +
           "]]}}}}";
  };
  EXPECT_THAT(changes(compare(with("'mysql --password=', abc1"), with("'mysql --password=', abc2"))),
              ElementsAre(Not(HasSubstr("abc"))));
  EXPECT_THAT(changes(compare(with("'export DB_PASSWORD=', abc1, !Ref 'AWS::Region'"),
                              with("'export DB_PASSWORD=', abc2, !Ref 'AWS::Region'"))),
              ElementsAre(Not(HasSubstr("abc"))));
  EXPECT_THAT(changes(compare(with("'echo ', abc1"), with("'echo ', abc2"))), ElementsAre(HasSubstr("abc2")));
  const auto encoded = [](const std::string& text) {
    return "Resources: {L: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {UserData: " + text +
           "}}}}";
  };
  // export DB_PASSWORD=hunter1, export DB_PASSWORD=hunter2
  EXPECT_THAT(changes(compare(encoded("ZXhwb3J0IERCX1BBU1NXT1JEPWh1bnRlcjEK"),
                              encoded("ZXhwb3J0IERCX1BBU1NXT1JEPWh1bnRlcjIK"))),
              ElementsAre(HasSubstr("**** -> ****")));
}

TEST(ChangeSecrets, WhatAHeaderIsComparedWithIsHiddenByItsName) {
  const auto shown = [](const std::string& type, const std::string& properties) {
    const auto with = [&](std::string text, const std::string& secret) {
      text.replace(text.find('%'), 1, secret);
      return one_resource(type, text);
    };
    return changes(compare(with(properties, "abc1"), with(properties, "abc2"))).front();
  };
  for (const char* name : {"X-Secret-Token", "X-Origin-Verify", "x-api-key", "X-Shop-Secret-Header"}) {
    const std::string header = name;
    for (const auto& [type, properties] :
         {std::pair(
              "AWS::ElasticLoadBalancingV2::ListenerRule",
              "Conditions: [{Field: http-header, HttpHeaderConfig: {HttpHeaderName: " + header + ", Values: ['%']}}]"),
          {"AWS::WAFv2::WebACL",
           "Rules: [{Statement: {ByteMatchStatement: {SearchString: '%', FieldToMatch: "
           "{SingleHeader: {Name: " +
               header + "}}}}}]"},
          {"AWS::Events::Connection",
           "AuthParameters: {InvocationHttpParameters: {HeaderParameters: [{Key: " + header + ", Value: '%'}]}}"}}) {
      EXPECT_THAT(shown(type, properties), HasSubstr("**** -> ****")) << type << ' ' << name;
    }
  }
  EXPECT_THAT(shown("AWS::ElasticLoadBalancingV2::ListenerRule",
                    "Conditions: [{HttpHeaderConfig: {HttpHeaderName: User-Agent, Values: ['%']}}]"),
              HasSubstr("abc1 -> abc2"));
}

TEST(ChangeSecrets, NamesAndFormsOfSecrets) {
  for (const char* name : {"DBPASS", "DBPWD", "PGPASS", "PWD_DB", "DB_PW", "ROOTPW", "ENC_KEY", "BASIC_AUTH"}) {
    EXPECT_TRUE(is_hidden_name(name)) << name;
  }
  for (const char* name : {"BYPASS", "COMPASS", "AUTH", "EncKey", "Auth", "OLDPWD_OF_ALL"}) {
    EXPECT_FALSE(is_hidden_name(name)) << name;
  }
  const auto hidden = [](const char* text) { return without_secrets(text); };
  EXPECT_EQ(hidden("SG.abcdefghijklmnopqrstuv.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"), "****");
  EXPECT_EQ(hidden("AIzaSyA-abcdefghijklmnopqrstuvwxyz12345"), "****");
  EXPECT_EQ(hidden("https://h/x?a=b&sig=abc&c=d"), "https://h/x?a=b&sig=****&c=d");
  EXPECT_EQ(hidden("sshpass -p abc ssh h"), "sshpass -p **** ssh h");
  EXPECT_EQ(hidden("redis-cli -h x -a abc"), "redis-cli -h x -a ****");
  EXPECT_EQ(hidden("aws configure set aws_secret_access_key abc"), "aws configure set aws_secret_access_key ****");
  EXPECT_EQ(hidden("mysqladmin -u root password 'abc'"), "mysqladmin -u root password '****'");
  for (const char* text : {"mkdir -p abc", "ls -a abc", "aws configure set region abc", "design=abc", "SG.a.b"}) {
    EXPECT_EQ(hidden(text), text);
  }
}

TEST(ChangeSecrets, TextsThatArePutTogetherAreReadAsAWhole) {
  const auto with = [](const std::string& value) {
    return "Parameters: {S: {Type: String}}\nConditions: {C: !Equals [!Ref S, a]}\nResources:\n"
           "  Db: {Type: AWS::RDS::DBInstance}\n"
           "  I: {Type: AWS::EC2::Instance, Properties: {UserData: " +
           value + "}}\n";
  };
  for (const std::string text :
       {"!Join ['', ['postgres://a:', hunter, '@', !GetAtt Db.Endpoint.Address]]",
        "!Join [':', ['postgres://a', 'hunter@h']]", "!Sub ['postgres://a:${P}@${Db.Endpoint.Address}', {P: hunter}]",
        "!Base64 {'Fn::Join': ['', ['x=', !Join ['', ['postgres://a', ':', hunter]], '@', !Ref Db]]}",
        "!Join ['', ['postgres://a:', !If [C, hunter, hunter0], '@h']]",
        "!Sub ['${A}:hunter@${Db.Endpoint.Address}', {A: 'postgres://a'}]"}) {
    std::string other = text;
    for (std::size_t at = other.find("hunter"); at != std::string::npos; at = other.find("hunter", at + 7))
      other.insert(at + 6, "2");
    const std::vector<std::string> found = changes(compare(with(text), with(other)));
    EXPECT_FALSE(found.empty()) << text;
    for (const std::string& one : found) EXPECT_THAT(one, Not(HasSubstr("hunter"))) << text;
  }
  // What stands around it is shown, and so is what is no secret.
  EXPECT_THAT(changes(compare(with("!Join ['', ['postgres://a:', abc1, '@h1']]"),
                              with("!Join ['', ['postgres://a:', abc2, '@h2']]"))),
              ElementsAre(::testing::AllOf(HasSubstr("@h2"), HasSubstr("postgres://a:"), Not(HasSubstr("abc")))));
  EXPECT_THAT(
      changes(compare(with("!Join ['', ['http://h:', abc1, '/x']]"), with("!Join ['', ['http://h:', abc2, '/x']]"))),
      ElementsAre(HasSubstr("abc2")));
}

TEST(ChangeSecrets, PairsOfNamesAndValues) {
  const auto with = [](const std::string& pair) {
    return "Resources: {F: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Environment: [{" +
           pair + "}]}]}}}";
  };
  for (const std::string name :
       {"option_name: DB_PASSWORD, value", "name: DB_PASSWORD, value", "Key: secret, Value", "Name: secret, Value",
        "ParameterKey: DbPassword, ParameterValue", "OptionName: DBPassword, Value", "KEY: token, VALUE"}) {
    for (const std::string& one : changes(compare(with(name + ": hunter1"), with(name + ": hunter2"))))
      EXPECT_THAT(one, Not(HasSubstr("hunter"))) << name;
  }
  EXPECT_THAT(changes(compare(with("name: USER, value: x1"), with("name: USER, value: x2"))),
              ElementsAre(HasSubstr("x2")));
}

TEST(ChangeSecrets, CommandsAndDefinitions) {
  const auto with = [](const std::string& text) {
    return "Resources: {D: {Type: AWS::SSM::Document, Properties: {Content: " + text + "}}}";
  };
  for (const std::string text :
       {"{Command: [mysql, -u, root, -pXX]}", "{run: [docker, login, -u, x, -p, XX]}", "{command: [net, user, a, XX]}",
        "{parameters: {password: {type: String, default: XX}}}", "{schema: {Token: {Default: XX}}}"}) {
    const auto is = [&](const std::string& value) {
      std::string filled = text;
      return with(filled.replace(filled.find("XX"), 2, value));
    };
    EXPECT_THAT(changes(compare(is("hunter1"), is("hunter2"))), ElementsAre(Not(HasSubstr("hunter")))) << text;
  }
  EXPECT_THAT(changes(compare(with("{Headers: [Authorization, Token, X-Key1]}"),
                              with("{Headers: [Authorization, Token, X-Key2]}"))),
              ElementsAre(HasSubstr("X-Key2")));
}

TEST(ChangeSecrets, MoreForms) {
  const auto hidden = [](const char* text) { return without_secrets(text); };
  EXPECT_EQ(hidden("docker login -u x -p abc"), "docker login -u x -p ****");
  EXPECT_EQ(hidden("net user admin abc /add"), "net user admin **** /add");
  EXPECT_EQ(hidden("ConvertTo-SecureString \"abc\" -AsPlainText"), "ConvertTo-SecureString \"****\" -AsPlainText");
  EXPECT_EQ(hidden("ConvertTo-SecureString -String 'abc' -Force"), "ConvertTo-SecureString -String '****' -Force");
  EXPECT_EQ(hidden("CREATE USER a IDENTIFIED BY 'abc';"), "CREATE USER a IDENTIFIED BY '****';");
  EXPECT_EQ(hidden("create user a identified with p by 'abc'"), "create user a identified with p by '****'");
  EXPECT_EQ(hidden("ALTER ROLE a WITH PASSWORD 'abc'"), "ALTER ROLE a WITH PASSWORD '****'");
  EXPECT_EQ(hidden("const secret = `abc`;"), "const secret = `****`;");
  EXPECT_EQ(hidden("GH_PAT: abc"), "GH_PAT: ****");
  EXPECT_EQ(hidden("pw='abc'"), "pw='****'");
  EXPECT_EQ(hidden("https://api.telegram.org/bot123:abc/send"), "https://api.telegram.org/bot****");
  for (const char* text :
       {"docker run -p 80:80 x", "net user admin /delete", "ConvertTo-SecureString $x -Force", "PASSWORD=`cat x`",
        "sorted by 'abc'", "a password is needed", "PATH: abc", "IDENTIFIED BY x"}) {
    EXPECT_EQ(hidden(text), text);
  }
}

TEST(ChangeSecrets, KeysOfMappingsAndRefusedValues) {
  const auto with = [](const std::string& cell) {
    return "Parameters: {Pw: {Type: String, NoEcho: true, Default: hunter}}\n"
           "Mappings: {M: {hunter: {a: " +
           cell +
           "}, other: {a: y}}}\n"
           "Resources: {T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !FindInMap [M, !Ref Pw, a]}}}";
  };
  EXPECT_THAT(changes(compare(with("x"), with("z"))), ElementsAre("T/Properties/DisplayName: x -> z [Pw is ****]"));
  const std::string text = "Parameters: {DbPassword: {Type: String, MinLength: 12}}\nResources: {}";
  EXPECT_THAT(refusals(compare(text, text, {}, {{"DbPassword", "hunter"}})),
              ElementsAre(::testing::AllOf(HasSubstr("too short"), Not(HasSubstr("hunter")))));
}

TEST(ChangeSecrets, ChoicesThatOneSideHides) {
  const auto with = [](const std::string& attributes, const std::string& cluster) {
    return "Parameters: {Prot: {Type: String, AllowedValues: ['true', 'false']" + attributes +
           "}}\nResources:\n  T: {Type: AWS::SNS::Topic}\n" + cluster;
  };
  const std::string cluster =
      "  Db: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-mysql, DeletionProtection: !Ref Prot}}\n";
  const auto told = [&](const std::string& attributes) {
    std::string text;
    for (const Risk& risk : compare(with("", cluster), with(attributes, "")).risks) text += risk.message;
    return text;
  };
  EXPECT_THAT(told(""), HasSubstr("when Prot is true"));
  EXPECT_THAT(told(", NoEcho: true"), Not(HasSubstr("Prot is")));
}

}  // namespace
}  // namespace virga
