package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Kinds of attributes, by what a change does:
//   fixed…   Docker cannot change it on a living object, so a change replaces the object.
//   chosen…  fixed, but the engine or the image chooses where the configuration is silent; that choice is kept and causes no difference.
//   tunable… can be changed on a living object.
//   reported… only the engine knows.

func fixedString(about string, validators ...validator.String) schema.StringAttribute {
	return schema.StringAttribute{Description: about, Optional: true, Validators: validators,
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}}
}

func requiredString(about string) schema.StringAttribute {
	return schema.StringAttribute{Description: about, Required: true,
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}}
}

func chosenString(about string) schema.StringAttribute {
	return schema.StringAttribute{Description: about, Optional: true, Computed: true,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplaceIfConfigured()}}
}

func reportedString(about string) schema.StringAttribute {
	return schema.StringAttribute{Description: about, Computed: true,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}}
}

func fixedInt(about string, validators ...validator.Int64) schema.Int64Attribute {
	return schema.Int64Attribute{Description: about, Optional: true, Validators: validators,
		PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()}}
}

func chosenInt(about string, validators ...validator.Int64) schema.Int64Attribute {
	return schema.Int64Attribute{Description: about, Optional: true, Computed: true, Validators: validators,
		PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown(), int64planmodifier.RequiresReplaceIfConfigured()}}
}

// tunableInt is a limit that `docker update` can set but not take away again: taking it out of the configuration replaces the object.
func tunableInt(about string, validators ...validator.Int64) schema.Int64Attribute {
	removed := func(_ context.Context, req planmodifier.Int64Request, resp *int64planmodifier.RequiresReplaceIfFuncResponse) {
		resp.RequiresReplace = req.PlanValue.IsNull()
	}
	return schema.Int64Attribute{Description: about, Optional: true, Validators: validators,
		PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplaceIf(removed, "Replaced when removed.", "Replaced when removed.")}}
}

func tunableString(about string, validators ...validator.String) schema.StringAttribute {
	removed := func(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
		resp.RequiresReplace = req.PlanValue.IsNull()
	}
	return schema.StringAttribute{Description: about, Optional: true, Validators: validators,
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIf(removed, "Replaced when removed.", "Replaced when removed.")}}
}

func fixedBool(about string) schema.BoolAttribute {
	return schema.BoolAttribute{Description: about, Optional: true,
		PlanModifiers: []planmodifier.Bool{boolplanmodifier.RequiresReplace()}}
}

func fixedBoolDefault(fallback bool, about string) schema.BoolAttribute {
	return schema.BoolAttribute{Description: about, Optional: true, Computed: true, Default: booldefault.StaticBool(fallback),
		PlanModifiers: []planmodifier.Bool{boolplanmodifier.RequiresReplace()}}
}

func chosenBool(about string) schema.BoolAttribute {
	return schema.BoolAttribute{Description: about, Optional: true, Computed: true,
		PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown(), boolplanmodifier.RequiresReplaceIfConfigured()}}
}

// tunableBool and tunableIntDefault only steer this provider, so they change without touching the object.
func tunableBool(fallback bool, about string) schema.BoolAttribute {
	return schema.BoolAttribute{Description: about, Optional: true, Computed: true, Default: booldefault.StaticBool(fallback)}
}

func tunableIntDefault(fallback int64, about string, validators ...validator.Int64) schema.Int64Attribute {
	return schema.Int64Attribute{Description: about, Optional: true, Computed: true, Default: int64default.StaticInt64(fallback), Validators: validators}
}

func fixedStrings(about string) schema.SetAttribute {
	return schema.SetAttribute{Description: about, Optional: true, ElementType: types.StringType,
		PlanModifiers: []planmodifier.Set{setplanmodifier.RequiresReplace()}}
}

func chosenStrings(about string) schema.SetAttribute {
	return schema.SetAttribute{Description: about, Optional: true, Computed: true, ElementType: types.StringType,
		PlanModifiers: []planmodifier.Set{setplanmodifier.UseStateForUnknown(), setplanmodifier.RequiresReplaceIfConfigured()}}
}

func chosenWords(about string) schema.ListAttribute {
	return schema.ListAttribute{Description: about, Optional: true, Computed: true, ElementType: types.StringType,
		PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown(), listplanmodifier.RequiresReplaceIfConfigured()}}
}

func fixedMap(about string) schema.MapAttribute {
	return schema.MapAttribute{Description: about, Optional: true, ElementType: types.StringType,
		PlanModifiers: []planmodifier.Map{mapplanmodifier.RequiresReplace()}}
}

func chosenMap(about string) schema.MapAttribute {
	return schema.MapAttribute{Description: about, Optional: true, Computed: true, ElementType: types.StringType,
		PlanModifiers: []planmodifier.Map{mapplanmodifier.UseStateForUnknown(), mapplanmodifier.RequiresReplaceIfConfigured()}}
}
