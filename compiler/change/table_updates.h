// What DynamoDB does not do to a table in a single update.
#pragma once

#include <string>
#include <vector>

#include "compiler/model/template.h"

namespace virga {

// A phrase for each limit that the update of an AWS::DynamoDB::Table or GlobalTable exceeds, as "creates a and deletes
// b, but DynamoDB only …"; none for other types. Lists whose items are not all known by name are not judged.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
std::vector<std::string> exceeded_table_limits(const Resource& old, const Resource& now);

}  // namespace virga
